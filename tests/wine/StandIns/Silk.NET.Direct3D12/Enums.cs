namespace Silk.NET.Direct3D12;

// Each checked against src/Microsoft/Silk.NET.Direct3D12/Enums/<name>.gen.cs; members that the product does not use are left out.

public enum CommandListType
{
    Direct = 0,
    Compute = 2,
}

[Flags]
public enum CommandQueueFlags
{
    None = 0,
    DisableGpuTimeout = 1,
}

// The value of Version1 was read; both names stand for it in the header.
public enum D3DRootSignatureVersion
{
    Version1 = 1,
}

[Flags]
public enum FenceFlags
{
    None = 0,
}

[Flags]
public enum HeapFlags
{
    None = 0,
}

public enum HeapType
{
    Default = 1,
    Upload = 2,
    Readback = 3,
}

public enum CpuPageProperty
{
    Unknown = 0,
}

public enum MemoryPool
{
    Unknown = 0,
}

[Flags]
public enum PipelineStateFlags
{
    None = 0,
}

[Flags]
public enum ResourceBarrierFlags
{
    None = 0,
}

public enum ResourceBarrierType
{
    Transition = 0,
    Uav = 2,
}

public enum ResourceDimension
{
    Buffer = 1,
    Texture2D = 3,
}

[Flags]
public enum ResourceFlags
{
    None = 0,
    AllowRenderTarget = 1,
    AllowUnorderedAccess = 4,
}

// Common was not read; it follows the pattern of the others.
[Flags]
public enum ResourceStates
{
    Common = 0,
    Present = 0,
    RenderTarget = 4,
    UnorderedAccess = 8,
    NonPixelShaderResource = 0x40,
    PixelShaderResource = 0x80,
    CopyDest = 0x400,
    CopySource = 0x800,
    GenericRead = 0xAC3,
}

// TypeUav was read only in the text that marks its long name obsolete.
public enum RootParameterType
{
    TypeDescriptorTable = 0,
    Type32BitConstants = 1,
    TypeCbv = 2,
    TypeSrv = 3,
    TypeUav = 4,
}

// None was not read.
[Flags]
public enum RootSignatureFlags
{
    None = 0,
}

public enum ShaderVisibility
{
    All = 0,
    Pixel = 5,
}

public enum TextureLayout
{
    LayoutUnknown = 0,
    LayoutRowMajor = 1,
}

public enum DescriptorHeapType
{
    CbvSrvUav = 0,
    Rtv = 2,
}

[Flags]
public enum DescriptorHeapFlags
{
    None = 0,
    ShaderVisible = 1,
}

public enum DescriptorRangeType
{
    Srv = 0,
}

public enum TextureCopyType
{
    SubresourceIndex = 0,
    PlacedFootprint = 1,
}

public enum FillMode
{
    Solid = 3,
}

public enum CullMode
{
    None = 1,
}

// Off was not read.
public enum ConservativeRasterizationMode
{
    Off = 0,
}

// One was not read.
public enum Blend
{
    One = 2,
    InvSrcAlpha = 6,
}

public enum BlendOp
{
    Add = 1,
}

// The product sets none; no member was read.
public enum LogicOp
{
}

[Flags]
public enum ColorWriteEnable
{
    All = 15,
}

// The product sets none; no member was read.
public enum DepthWriteMask
{
}

// The product sets none; no member was read.
public enum StencilOp
{
}

public enum ComparisonFunc
{
    Never = 1,
}

public enum IndexBufferStripCutValue
{
    ValueDisabled = 0,
}

public enum PrimitiveTopologyType
{
    Triangle = 3,
}

// MinMagLinearMipPoint was not read.
public enum Filter
{
    MinMagLinearMipPoint = 0x14,
}

public enum TextureAddressMode
{
    Clamp = 3,
}

public enum StaticBorderColor
{
    TransparentBlack = 0,
}
