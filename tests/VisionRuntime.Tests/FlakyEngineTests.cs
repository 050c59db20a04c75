using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Tests of an engine over a source and a model that do what the test says.</summary>
public abstract class FlakyEngineTests
{
    private protected TestModels Models { get; private set; } = null!;
    private protected HandSource Source { get; private set; } = null!;
    private protected FlakyBackend Backend { get; private set; } = null!;
    private protected VisionEngine Engine { get; private set; } = null!;

    [SetUp]
    public void SetUp()
    {
        (Models, Source, Backend) = (new TestModels(), new HandSource(), new FlakyBackend());
        Engine = new VisionEngine(Source, new InferenceOptions { Backends = [Backend], TrustBackend = true, Preprocess = "cpu" });
    }

    [TearDown]
    public async Task TearDown()
    {
        await Engine.DisposeAsync();
        Source.Dispose();
        Models.Dispose();
    }
}
