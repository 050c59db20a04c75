namespace RealtimeCnn.DemoApp;

/// <summary>The pulls of <c>--pull</c> before a run in the terminal; how far they are is said on standard error.</summary>
internal static class FirstPulls
{
    private const int Step = 10;

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
                await store.PullAsync(model, family, new Lines(name), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw new VisionException($"Stopped: '{name}' is not complete; pull it again to go on.");
            }
            Say.Error($"{name} is ready.");
        }
    }

    private sealed class Lines(string name) : IProgress<(long Received, long? Total, string? Notice)>
    {
        private readonly ByteRate _rate = new(TimeProvider.System);
        private long _said;

        public void Report((long Received, long? Total, string? Notice) progress)
        {
            _rate.Add(progress.Received);
            if (progress.Notice is not null)
                Say.Error($"{name}: {progress.Notice}");
            if (progress.Total is not > 0)
                return;
            long percent = progress.Received * 100 / progress.Total.Value;
            if (percent < _said + Step)
                return;
            _said = percent / Step * Step;
            string rate = _rate.PerSecond > 0 ? $", {ModelText.Size((long)_rate.PerSecond)}/s" : "";
            Say.Error($"{name}: {_said} %, {ModelText.Size(progress.Received)} of {ModelText.Size(progress.Total.Value)}{rate}");
        }
    }
}
