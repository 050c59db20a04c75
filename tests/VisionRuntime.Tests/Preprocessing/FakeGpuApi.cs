namespace RealtimeCnn.Tests;

/// <summary>A GPU API by a function, under a name of choice.</summary>
internal sealed class FakeGpuApi(Func<PreprocessSpec, IGpuPreprocessor> open, string name = "vulkan") : IGpuApi
{
    public string Name => name;

    public Choice<GpuInfo> Choose(string? wanted = null) => new(new GpuInfo("0", "Fake Card", "discrete", "driver 1.0"), []);

    public IGpuPreprocessor OpenPreprocessor(PreprocessSpec spec, string? wanted = null) => open(spec);

    public IGpuPreprocessor? OpenPreprocessorIfInUse(PreprocessSpec spec, string? wanted = null) => null;
}
