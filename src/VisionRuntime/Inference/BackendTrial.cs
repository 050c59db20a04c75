using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Rejection = (string Backend, string Reason);

namespace RealtimeCnn;

/// <summary>
/// Chooses a backend for a model by running it: those that can be used are tried in order, and the fastest stays. A small network can be
/// faster on the CPU than the way to the GPU is long. Measured once per model and GPU, and remembered while the program runs.
/// </summary>
/// <remarks>Any thread; blocks while all of them load.</remarks>
internal static class BackendTrial
{
    private const int Runs = 5;

    private static readonly ConcurrentDictionary<Key, Choice<string>> Known = new();

    /// <summary>Loads a model on the backend that suits it; the choice says why.</summary>
    /// <exception cref="VisionException">No backend can be used; or none can load it, in the words of the last one.</exception>
    public static LoadedModel Load(ModelDefinition definition, InferenceOptions options, LoadWatch watch)
    {
        List<Rejection> unusable = [];
        IInferenceBackend[] usable = [.. options.Backends.Where(backend => IsUsable(backend, options.Gpu, unusable))];
        // Without the bytes of a model in memory, which would stay for as long as the program.
        var key = new Key(definition with { Content = default }, definition.Content.Length, usable, options.Gpu, options.Threads);
        List<Rejection> rejected = [];
        Exception? failure = null;
        if (Known.TryGetValue(key, out Choice<string>? known))
        {
            IInferenceBackend before = usable.First(backend => backend.Name == known.Chosen);
            if (TryLoad(before, definition, options, watch, isMeasured: false, out failure) is { } again)
                return Choose(again.Model, [.. unusable, .. known.Rejected]);
            rejected.Add((before.Name, failure!.Message));
            usable = [.. usable.Where(backend => backend != before)];
        }

        (LoadedModel Model, double Ms)? best = null;
        foreach (IInferenceBackend backend in usable)
        {
            if (TryLoad(backend, definition, options, watch, isMeasured: usable.Length > 1, out Exception? failed) is not { } tried)
            {
                failure = failed!;
                rejected.Add((backend.Name, failure.Message));
                continue;
            }
            best = best is { } leader ? Faster(leader, tried, rejected) : tried;
        }
        if (best is not { } fastest)
        {
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
            throw NoneUsable(definition, unusable);
        }
        if (failure is null) // one that failed may do better the next time
            Known[key] = new Choice<string>(fastest.Model.Backend.Chosen, rejected);
        return Choose(fastest.Model, [.. unusable, .. rejected]);
    }

    private static bool IsUsable(IInferenceBackend backend, string? gpu, List<Rejection> unusable)
    {
        if (backend.Problem(gpu, out _) is not { } problem)
            return true;
        unusable.Add((backend.Name, problem));
        return false;
    }

    // Null, with the reason, if it cannot; whatever a foreign one throws, there may be another.
    private static (LoadedModel Model, double Ms)? TryLoad(
        IInferenceBackend backend, ModelDefinition definition, InferenceOptions options, LoadWatch watch, bool isMeasured,
        out Exception? failure)
    {
        LoadedModel? model = null;
        failure = null;
        try
        {
            model = ModelLoader.LoadOn(backend, definition, options, [], watch);
            return (model, isMeasured ? Measure(model) : 0);
        }
        catch (Exception e)
        {
            model?.Dispose();
            failure = e;
            return null;
        }
    }

    private static (LoadedModel Model, double Ms) Faster(
        (LoadedModel Model, double Ms) best, (LoadedModel Model, double Ms) tried, List<Rejection> rejected)
    {
        ((LoadedModel Model, double Ms) faster, (LoadedModel Model, double Ms) slower) =
            tried.Ms <= best.Ms ? (tried, best) : (best, tried);
        string reason = FormattableString.Invariant($"{slower.Ms:0.00} ms against {faster.Ms:0.00} ms on {faster.Model.Backend.Chosen}");
        rejected.Add((slower.Model.Backend.Chosen!, reason));
        slower.Model.Dispose();
        return faster;
    }

    private static LoadedModel Choose(LoadedModel model, IReadOnlyList<Rejection> rejected)
    {
        model.Backend = model.Backend with { Rejected = rejected };
        return model;
    }

    private static VisionException NoneUsable(ModelDefinition definition, List<Rejection> unusable)
    {
        string reasons = unusable.Count == 0 ? "no backend is listed."
            : string.Join("; ", unusable.Select(one => $"{one.Backend}: {one.Reason}"));
        return new VisionException($"Model '{definition.Id}' cannot be run: {reasons}");
    }

    // The median run on whatever the input holds; the model is warm.
    private static double Measure(LoadedModel model)
    {
        Span<double> times = stackalloc double[Runs];
        foreach (ref double ms in times)
        {
            long start = Stopwatch.GetTimestamp();
            model.Run();
            ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        times.Sort();
        return times[Runs / 2];
    }

    // The backends themselves: others may have the same names.
    private sealed record Key(ModelDefinition Model, int ContentLength, IInferenceBackend[] Usable, string? Gpu, int Threads)
    {
        public bool Equals(Key? other) =>
            other is not null && (Model, ContentLength, Gpu, Threads) == (other.Model, other.ContentLength, other.Gpu, other.Threads)
            && Usable.SequenceEqual(other.Usable);

        public override int GetHashCode() => HashCode.Combine(Model.Id, Gpu, Threads, Usable.Length);
    }
}
