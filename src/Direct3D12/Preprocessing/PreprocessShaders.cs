using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>The two passes of one variant: borrowed from <see cref="PreprocessShaders"/>.</summary>
internal readonly unsafe struct PreprocessPasses(ID3D12PipelineState* filterRows, ID3D12PipelineState* filterColumns)
{
    public ID3D12PipelineState* FilterRows { get; } = filterRows;

    public ID3D12PipelineState* FilterColumns { get; } = filterColumns;
}

/// <summary>
/// The pipelines of <c>shaders/preprocess.hlsl</c> on one device, each compiled from the embedded source when first asked for and kept.
/// Any thread.
/// </summary>
internal sealed unsafe class PreprocessShaders : IDisposable
{
    /// <summary>Root parameters, in the order of the root signature.</summary>
    public const int Parameters = 0, Frame = 1, Tables = 2, FilteredRows = 3, Rows = 4, Tensor = 5;

    private const int ParameterCount = 6;

    private const string Source = "preprocess.hlsl";
    private const string Target = "cs_5_0"; // the newest that every compiler here handles, Wine's among them

    private readonly Lock _lock = new();
    private readonly Dictionary<(uint, uint, bool, uint, bool), (nint Rows, nint Columns)> _passes = [];
    private readonly ID3D12Device* _device; // borrowed: the owner outlives this
    private ID3D12RootSignature* _rootSignature;

    private PreprocessShaders(ID3D12Device* device) => _device = device;

    /// <summary>Those of a device; it owns them.</summary>
    public static PreprocessShaders Of(Direct3D12Device device) => new(device.Native);

    /// <summary>Where the shaders' registers take their buffers from: borrowed.</summary>
    public ID3D12RootSignature* RootSignature
    {
        get
        {
            lock (_lock)
            {
                if (_rootSignature is null)
                    _rootSignature = CreateRootSignature(_device);
                return _rootSignature;
            }
        }
    }

    /// <summary>The pipelines of a variant, see <see cref="ShaderTables.Variant"/>.</summary>
    /// <exception cref="VisionException">The compiler is missing or refuses.</exception>
    public PreprocessPasses Get((uint PixelFormat, uint Channels, bool ClipsOvershoot, uint ElementType, bool IsInterleaved) variant)
    {
        ID3D12RootSignature* signature = RootSignature;
        lock (_lock)
        {
            if (!_passes.TryGetValue(variant, out (nint Rows, nint Columns) passes))
            {
                byte[] rows = Compile("FilterRows", variant), columns = Compile("FilterColumns", variant);
                passes.Rows = (nint)CreatePipeline(signature, rows);
                _passes[variant] = passes; // owned from here on, whatever the second does
                passes.Columns = (nint)CreatePipeline(signature, columns);
                _passes[variant] = passes;
            }
            return new PreprocessPasses((ID3D12PipelineState*)passes.Rows, (ID3D12PipelineState*)passes.Columns);
        }
    }

    public void Dispose()
    {
        foreach ((nint rows, nint columns) in _passes.Values)
        {
            ((ID3D12PipelineState*)rows)->Release();
            if (columns != 0)
                ((ID3D12PipelineState*)columns)->Release();
        }
        _passes.Clear();
        if (_rootSignature is not null)
            _rootSignature->Release();
        _rootSignature = null;
    }

    private ID3D12PipelineState* CreatePipeline(ID3D12RootSignature* signature, byte[] code)
    {
        fixed (byte* bytes = code)
        {
            ComputePipelineStateDesc desc = new()
            {
                PRootSignature = signature,
                CS = new ShaderBytecode { PShaderBytecode = bytes, BytecodeLength = (nuint)code.Length },
            };
            ID3D12PipelineState* pipeline;
            HResults.Check(
                _device->CreateComputePipelineState(&desc, SilkMarshal.GuidPtrOf<ID3D12PipelineState>(), (void**)&pipeline),
                "make the preprocessing pipeline");
            return pipeline;
        }
    }

    // Buffers by address only: no descriptor heap to keep.
    private static ID3D12RootSignature* CreateRootSignature(ID3D12Device* device)
    {
        RootParameter* parameters = stackalloc RootParameter[ParameterCount];
        parameters[Parameters] = Buffer(RootParameterType.TypeCbv, 0);
        parameters[Frame] = Buffer(RootParameterType.TypeSrv, 0);
        parameters[Tables] = Buffer(RootParameterType.TypeSrv, 1);
        parameters[FilteredRows] = Buffer(RootParameterType.TypeSrv, 2);
        parameters[Rows] = Buffer(RootParameterType.TypeUav, 0);
        parameters[Tensor] = Buffer(RootParameterType.TypeUav, 1);
        RootSignatureDesc desc = new() { NumParameters = ParameterCount, PParameters = parameters };
        return RootSignatures.Create(device, desc);

        static RootParameter Buffer(RootParameterType type, uint register) => new()
        {
            ParameterType = type,
            Anonymous = new RootParameterUnion { Descriptor = new RootDescriptor { ShaderRegister = register } },
            ShaderVisibility = ShaderVisibility.All,
        };
    }

    private static byte[] Compile(
        string entryPoint, (uint PixelFormat, uint Channels, bool ClipsOvershoot, uint ElementType, bool IsInterleaved) variant) =>
        ShaderCompiler.Compile(
            Source, entryPoint, Target,
            ("PIXEL_FORMAT", $"{variant.PixelFormat}u"),
            ("CHANNELS", $"{variant.Channels}u"),
            ("CLIP", variant.ClipsOvershoot ? "1u" : "0u"),
            ("ELEMENT", $"{variant.ElementType}u"),
            ("INTERLEAVED", variant.IsInterleaved ? "1u" : "0u"));
}
