namespace RealtimeCnn.Benchmarks;

/// <summary>How suites get a model: it is there, or the run ends with the reason.</summary>
internal static class Loading
{
    public static void Load(this VisionEngine engine, ModelDefinition model)
    {
        if (engine.SwapAsync(model).GetAwaiter().GetResult().Error is { } why)
            throw new VisionException(why);
    }
}
