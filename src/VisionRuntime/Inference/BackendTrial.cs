using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Rejection = (string Backend, string Reason);

namespace RealtimeCnn;

/// <summary>
/// Chooses a backend for a model by running it: of those that can be used, and that answer as the processor does, the fastest stays. A
/// small network can be faster on the CPU than the way to the GPU is long. Measured once per model and GPU, and remembered while the
/// program runs.
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
        var key = new Key(AnswerCheck.KeyOf(definition), usable, options);
        List<Rejection> rejected = [];
        Dictionary<IInferenceBackend, Exception> failures = [];
        float[]? answer = null;
        if (Known.TryGetValue(key, out Choice<string>? known)
            && TryLoad(usable.First(backend => backend.Name == known.Chosen), isMeasured: false) is { } again)
            return Choose(again.Model, [.. unusable, .. known.Rejected]);

        // The processor comes first: its answers are the measure of the others.
        IInferenceBackend[] left = [.. usable.Where(one => !failures.ContainsKey(one)).OrderBy(one => one is not CpuBackend)];
        (LoadedModel Model, double Ms)? best = null;
        foreach (IInferenceBackend backend in left)
        {
            if (TryLoad(backend, isMeasured: left.Length > 1) is { } tried)
                best = best is { } leader ? Faster(leader, tried, rejected) : tried;
        }
        if (best is not { } fastest)
        {
            if (usable.LastOrDefault(failures.ContainsKey) is { } last)
                ExceptionDispatchInfo.Throw(failures[last]);
            throw NoneUsable(definition, unusable);
        }
        rejected = [.. rejected.OrderBy(one => Array.FindIndex(usable, backend => backend.Name == one.Backend))];
        if (failures.Values.All(failure => failure is WrongAnswerException)) // one that failed otherwise may do better the next time
            Known[key] = new Choice<string>(fastest.Model.Backend.Chosen, rejected);
        return Choose(fastest.Model, [.. unusable, .. rejected]);

        // Null if it cannot; whatever a foreign one throws, there may be another.
        (LoadedModel Model, double Ms)? TryLoad(IInferenceBackend backend, bool isMeasured)
        {
            LoadedModel? model = null;
            try
            {
                model = AnswerCheck.LoadOn(backend, definition, options, [], watch, answer);
                if (isMeasured && backend is CpuBackend && !options.TrustBackend)
                    answer = AnswerCheck.Ask(model, watch, out _);
                return (model, isMeasured ? Measure(model) : 0);
            }
            catch (Exception e)
            {
                model?.Dispose();
                failures[backend] = e;
                rejected.Add((backend.Name, e.Message));
                return null;
            }
        }
    }

    private static bool IsUsable(IInferenceBackend backend, string? gpu, List<Rejection> unusable)
    {
        if (backend.Problem(gpu, out _) is not { } problem)
            return true;
        unusable.Add((backend.Name, problem));
        return false;
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
    private sealed record Key((ModelDefinition Definition, int ContentLength) Model, IInferenceBackend[] Usable, InferenceOptions Options)
    {
        public bool Equals(Key? other) => other is not null && Parts == other.Parts && Usable.SequenceEqual(other.Usable);

        public override int GetHashCode() => HashCode.Combine(Model.Definition.Id, Options.Gpu, Options.Threads, Usable.Length);

        private ((ModelDefinition, int), string?, int, bool) Parts => (Model, Options.Gpu, Options.Threads, Options.TrustBackend);
    }
}
