using System.Collections.Concurrent;
using System.Diagnostics;

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
    /// <exception cref="VisionException">It cannot be loaded on the last one, which a broken model meets as well.</exception>
    public static LoadedModel Load(ModelDefinition definition, InferenceOptions options)
    {
        var key = new Key(definition, options.Backends, options.Gpu, options.Threads);
        Known.TryGetValue(key, out Choice<string>? known);
        var rejected = new List<(string Backend, string Reason)>();
        LoadedModel? best = null;
        double bestMs = 0;
        foreach (IInferenceBackend backend in options.Backends)
        {
            bool isLast = backend == options.Backends[^1];
            if (backend.Problem(options.Gpu, out _) is { } problem)
            {
                rejected.Add((backend.Name, problem));
                continue;
            }
            if (known is not null && known.Chosen != backend.Name && !isLast)
                continue;
            bool isOnly = known is not null || (best is null && isLast);
            if (Try(backend, definition, options, isOnly, rejected, best) is not { } tried)
                continue;
            if (isOnly)
                return Choose(tried.Model, rejected.Count == 0 && known?.Chosen == backend.Name ? known.Rejected : rejected);
            (best, bestMs) = best is null ? tried : Faster((best, bestMs), tried, rejected);
        }
        if (best is null)
        {
            string reasons = string.Join("; ", rejected.Select(one => $"{one.Backend}: {one.Reason}"));
            throw new VisionException(
                $"Model '{definition.Id}' cannot be run: {(rejected.Count == 0 ? "no backend is listed." : reasons)}");
        }
        Choose(best, rejected);
        Known[key] = best.Backend;
        return best;
    }

    // Null, with the reason, if it cannot; but the last one's failure is the model's, because there is nothing else to try.
    private static (LoadedModel Model, double Ms)? Try(
        IInferenceBackend backend, ModelDefinition definition, InferenceOptions options, bool isOnly,
        List<(string Backend, string Reason)> rejected, LoadedModel? best)
    {
        LoadedModel? model = null;
        try
        {
            model = ModelLoader.LoadOn(backend, definition, options, []);
            return (model, isOnly ? 0 : Measure(model));
        }
        catch (Exception e) when (backend != options.Backends[^1]) // whatever a foreign one throws, there is another
        {
            model?.Dispose();
            rejected.Add((backend.Name, e.Message));
            return null;
        }
        catch
        {
            model?.Dispose();
            best?.Dispose();
            throw;
        }
    }

    private static (LoadedModel Model, double Ms) Faster(
        (LoadedModel Model, double Ms) best, (LoadedModel Model, double Ms) tried, List<(string Backend, string Reason)> rejected)
    {
        ((LoadedModel Model, double Ms) faster, (LoadedModel Model, double Ms) slower) =
            tried.Ms <= best.Ms ? (tried, best) : (best, tried);
        string reason = FormattableString.Invariant($"{slower.Ms:0.00} ms against {faster.Ms:0.00} ms on {faster.Model.Backend.Chosen}");
        rejected.Add((slower.Model.Backend.Chosen!, reason));
        slower.Model.Dispose();
        return faster;
    }

    private static LoadedModel Choose(LoadedModel model, IReadOnlyList<(string Backend, string Reason)> rejected)
    {
        model.Backend = model.Backend with { Rejected = rejected };
        return model;
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

    // Another list may hold other backends of the same names.
    private readonly record struct Key(ModelDefinition Model, IReadOnlyList<IInferenceBackend> Backends, string? Gpu, int Threads);
}
