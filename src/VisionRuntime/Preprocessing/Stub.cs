namespace RealtimeCnn;
#pragma warning disable
public sealed class ScalarPreprocessor(PreprocessSpec spec) : IPreprocessor { public string Name => "scalar"; public PreprocessSpec Spec => spec; public void Run(Frame f, Span<byte> t) {} public void Dispose() {} }
public sealed class SimdPreprocessor(PreprocessSpec spec) : IPreprocessor { public string Name => "cpu"; public PreprocessSpec Spec => spec; public void Run(Frame f, Span<byte> t) {} public void Dispose() {} }
