namespace RealtimeCnn.DemoApp;

/// <summary>The pulls of <c>--pull</c> before a run in the terminal; how far they are is said on standard error.</summary>
internal static class FirstPulls
{
    /// <summary>Pulls weights, one after the other; those that are here already are left alone.</summary>
    /// <param name="names">Models, as <c>id</c> or <c>id@family</c>.</param>
    /// <param name="store">Where they go.</param>
    /// <param name="cancellation">Stops them; what has come stays for the next time.</param>
    /// <exception cref="VisionException">One cannot be had.</exception>
    public static async Task RunAsync(IReadOnlyList<string> names, ModelStore store, CancellationToken cancellation)
    {
        foreach (string name in names)
        {
            (ModelDefinition model, WeightFamily family) = WeightPulls.Find(ModelCatalogue.Load(store: store), name);
            if (WeightPulls.IsHere(store, model, family))
            {
                Say.Error($"{name} is here already.");
                continue;
            }
            Say.Error($"{name}: {WeightText.Size(model, family)} from {family.Name}. Licence: {family.Licence}");
            try
            {
                await store.PullAsync(model, family, new PullLines(name, Say.Error, new ByteRate(TimeProvider.System)), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw new VisionException($"Stopped: '{name}' is not complete; pull it again to go on.");
            }
            Say.Error($"{name} is ready.");
        }
    }
}
