using Silk.NET.Core;
using Silk.NET.DXGI;

namespace Silk.NET.Direct3D12;

// What a graphics pipeline is described by. As in Structs.cs: each checked against src/Microsoft/Silk.NET.Direct3D12/Structs/<name>.gen.cs
// unless it says otherwise, fields complete, no constructors.

public unsafe struct GraphicsPipelineStateDesc
{
    public ID3D12RootSignature* PRootSignature;
    public ShaderBytecode VS;
    public ShaderBytecode PS;
    public ShaderBytecode DS;
    public ShaderBytecode HS;
    public ShaderBytecode GS;
    public StreamOutputDesc StreamOutput;
    public BlendDesc BlendState;
    public uint SampleMask;
    public RasterizerDesc RasterizerState;
    public DepthStencilDesc DepthStencilState;
    public InputLayoutDesc InputLayout;
    public IndexBufferStripCutValue IBStripCutValue;
    public PrimitiveTopologyType PrimitiveTopologyType;
    public uint NumRenderTargets;
    public RTVFormatsBuffer RTVFormats;
    public Format DSVFormat;
    public SampleDesc SampleDesc;
    public uint NodeMask;
    public CachedPipelineState CachedPSO;
    public PipelineStateFlags Flags;

    public struct RTVFormatsBuffer
    {
        public Format Element0;
        public Format Element1;
        public Format Element2;
        public Format Element3;
        public Format Element4;
        public Format Element5;
        public Format Element6;
        public Format Element7;
    }
}

public struct BlendDesc
{
    public Bool32 AlphaToCoverageEnable;
    public Bool32 IndependentBlendEnable;
    public RenderTargetBuffer RenderTarget;

    public struct RenderTargetBuffer
    {
        public RenderTargetBlendDesc Element0;
        public RenderTargetBlendDesc Element1;
        public RenderTargetBlendDesc Element2;
        public RenderTargetBlendDesc Element3;
        public RenderTargetBlendDesc Element4;
        public RenderTargetBlendDesc Element5;
        public RenderTargetBlendDesc Element6;
        public RenderTargetBlendDesc Element7;
    }
}

// Not read: the native struct's members, spelled as in Direct3D 11's twin, which was.
public struct RenderTargetBlendDesc
{
    public Bool32 BlendEnable;
    public Bool32 LogicOpEnable;
    public Blend SrcBlend;
    public Blend DestBlend;
    public BlendOp BlendOp;
    public Blend SrcBlendAlpha;
    public Blend DestBlendAlpha;
    public BlendOp BlendOpAlpha;
    public LogicOp LogicOp;
    public byte RenderTargetWriteMask;
}

// An older version was read, with int for the four Bool32.
public struct RasterizerDesc
{
    public FillMode FillMode;
    public CullMode CullMode;
    public Bool32 FrontCounterClockwise;
    public int DepthBias;
    public float DepthBiasClamp;
    public float SlopeScaledDepthBias;
    public Bool32 DepthClipEnable;
    public Bool32 MultisampleEnable;
    public Bool32 AntialiasedLineEnable;
    public uint ForcedSampleCount;
    public ConservativeRasterizationMode ConservativeRaster;
}

// Not read: the native struct's members. The product leaves them all at zero: no depth, no stencil.
public struct DepthStencilDesc
{
    public Bool32 DepthEnable;
    public DepthWriteMask DepthWriteMask;
    public ComparisonFunc DepthFunc;
    public Bool32 StencilEnable;
    public byte StencilReadMask;
    public byte StencilWriteMask;
    public DepthStencilopDesc FrontFace;
    public DepthStencilopDesc BackFace;
}

// Not read: the native struct's members.
public struct DepthStencilopDesc
{
    public StencilOp StencilFailOp;
    public StencilOp StencilDepthFailOp;
    public StencilOp StencilPassOp;
    public ComparisonFunc StencilFunc;
}

// Not read: the native struct's members. The product leaves them at zero.
public unsafe struct InputLayoutDesc
{
    public void* PInputElementDescs;
    public uint NumElements;
}

// Not read: the native struct's members. The product leaves them at zero.
public unsafe struct StreamOutputDesc
{
    public void* PSODeclaration;
    public uint NumEntries;
    public uint* PBufferStrides;
    public uint NumStrides;
    public uint RasterizedStream;
}
