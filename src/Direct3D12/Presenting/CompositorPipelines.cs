using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Direct3D12;

/// <summary>The shaders of shaders/present.hlsl, compiled for this machine: pipelines and where their registers take values from.</summary>
/// <remarks>Immutable once made. Owned by the compositor; dispose when no work uses it.</remarks>
internal sealed unsafe class CompositorPipelines : IDisposable
{
    /// <summary>Root parameters: the constants of b0, the picture of t0. The sampler s0 is part of the signature.</summary>
    public const int Placement = 0, Picture = 1;

    private const string Source = "present.hlsl";

    private CompositorPipelines()
    {
    }

    public ID3D12RootSignature* RootSignature { get; private set; }

    /// <summary>The frame, pixel on pixel.</summary>
    public ID3D12PipelineState* Exact { get; private set; }

    /// <summary>The frame, enlarged, or reduced down to half.</summary>
    public ID3D12PipelineState* Filtered { get; private set; }

    /// <summary>The frame, reduced further.</summary>
    public ID3D12PipelineState* Reduced { get; private set; }

    /// <summary>The overlay, pixel on pixel, blended by its premultiplied alpha.</summary>
    public ID3D12PipelineState* Overlay { get; private set; }

    /// <exception cref="VisionException">The compiler is missing, or the driver refuses.</exception>
    public static CompositorPipelines Create(Direct3D12Device device)
    {
        var pipelines = new CompositorPipelines();
        try
        {
            pipelines.RootSignature = CreateRootSignature(device.Native);
            byte[] placeExactly = Compile("PlaceExactly", "vs_5_0"), placeFiltered = Compile("PlaceFiltered", "vs_5_0");
            byte[] showExactly = Compile("ShowExactly", "ps_5_0");
            pipelines.Exact = pipelines.CreatePipeline(device.Native, placeExactly, showExactly, blends: false);
            pipelines.Filtered = pipelines.CreatePipeline(device.Native, placeFiltered, Compile("ShowFiltered", "ps_5_0"), blends: false);
            pipelines.Reduced = pipelines.CreatePipeline(device.Native, placeFiltered, Compile("ShowReduced", "ps_5_0"), blends: false);
            pipelines.Overlay = pipelines.CreatePipeline(device.Native, placeExactly, showExactly, blends: true);
            return pipelines;
        }
        catch
        {
            pipelines.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Release(Exact);
        Release(Filtered);
        Release(Reduced);
        Release(Overlay);
        if (RootSignature is not null)
            RootSignature->Release();
        Exact = Filtered = Reduced = Overlay = null;
        RootSignature = null;

        static void Release(ID3D12PipelineState* pipeline)
        {
            if (pipeline is not null)
                pipeline->Release();
        }
    }

    private static byte[] Compile(string entryPoint, string target) => ShaderCompiler.Compile(Source, entryPoint, target);

    private static ID3D12RootSignature* CreateRootSignature(ID3D12Device* device)
    {
        DescriptorRange picture = new() { RangeType = DescriptorRangeType.Srv, NumDescriptors = 1 };
        RootParameter* parameters = stackalloc RootParameter[2];
        parameters[Placement] = new RootParameter
        {
            ParameterType = RootParameterType.Type32BitConstants,
            Anonymous = new RootParameterUnion
            {
                Constants = new RootConstants { Num32BitValues = PictureCompositor.ConstantBytes / sizeof(uint) },
            },
            ShaderVisibility = ShaderVisibility.All,
        };
        parameters[Picture] = new RootParameter
        {
            ParameterType = RootParameterType.TypeDescriptorTable,
            Anonymous = new RootParameterUnion
            {
                DescriptorTable = new RootDescriptorTable { NumDescriptorRanges = 1, PDescriptorRanges = &picture },
            },
            ShaderVisibility = ShaderVisibility.Pixel,
        };
        StaticSamplerDesc linear = new()
        {
            Filter = Filter.MinMagLinearMipPoint,
            AddressU = TextureAddressMode.Clamp,
            AddressV = TextureAddressMode.Clamp,
            AddressW = TextureAddressMode.Clamp,
            MaxAnisotropy = 1,
            ComparisonFunc = ComparisonFunc.Never,
            BorderColor = StaticBorderColor.TransparentBlack,
            MaxLOD = float.MaxValue,
            ShaderVisibility = ShaderVisibility.Pixel,
        };
        RootSignatureDesc desc = new() { NumParameters = 2, PParameters = parameters, NumStaticSamplers = 1, PStaticSamplers = &linear };
        return RootSignatures.Create(device, desc);
    }

    private ID3D12PipelineState* CreatePipeline(ID3D12Device* device, byte[] vertex, byte[] pixel, bool blends)
    {
        fixed (byte* vertexCode = vertex, pixelCode = pixel)
        {
            GraphicsPipelineStateDesc desc = new()
            {
                PRootSignature = RootSignature,
                VS = new ShaderBytecode { PShaderBytecode = vertexCode, BytecodeLength = (nuint)vertex.Length },
                PS = new ShaderBytecode { PShaderBytecode = pixelCode, BytecodeLength = (nuint)pixel.Length },
                SampleMask = uint.MaxValue,
                RasterizerState = new RasterizerDesc { FillMode = FillMode.Solid, CullMode = CullMode.None, DepthClipEnable = true },
                PrimitiveTopologyType = PrimitiveTopologyType.Triangle,
                NumRenderTargets = 1,
                SampleDesc = new SampleDesc(1, 0),
            };
            desc.RTVFormats.Element0 = Format.FormatB8G8R8A8Unorm;
            desc.BlendState.RenderTarget.Element0 = new RenderTargetBlendDesc
            {
                BlendEnable = blends,
                SrcBlend = Blend.One,
                DestBlend = Blend.InvSrcAlpha,
                BlendOp = BlendOp.Add,
                SrcBlendAlpha = Blend.One,
                DestBlendAlpha = Blend.InvSrcAlpha,
                BlendOpAlpha = BlendOp.Add,
                RenderTargetWriteMask = (byte)ColorWriteEnable.All,
            };
            ID3D12PipelineState* pipeline;
            HResults.Check(
                device->CreateGraphicsPipelineState(&desc, SilkMarshal.GuidPtrOf<ID3D12PipelineState>(), (void**)&pipeline),
                "make the pipeline that shows pictures");
            return pipeline;
        }
    }
}
