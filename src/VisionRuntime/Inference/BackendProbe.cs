using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RealtimeCnn;

/// <summary>
/// Chooses a backend for a model by running it: DirectML where it works and is the faster one, the CPU otherwise. A small network can be
/// faster on the CPU than the way to the GPU is long. Measured once per model and GPU, and remembered while the program runs.
/// </summary>
/// <remarks>Any thread; blocks while both load.</remarks>
internal static class BackendProbe
{
    private const int Runs = 5;

    private static readonly ConcurrentDictionary<(ModelDefinition Model, string? Gpu, int Threads), BackendSelection> _known = new();

    /// <summary>Loads a model on the backend that suits it; the selection says why.</summary>
    /// <exception cref="VisionException">It cannot be loaded on any.</exception>
    public static LoadedModel Load(ModelDefinition definition, ModelOptions options)
    {
        if (DirectMlAccess.Problem(options.Gpu, out _) is { } problem)
            return LoadedModel.OnCpu(definition, options, Rejected(problem));
        var key = (definition, options.Gpu, options.Threads);
        if (_known.TryGetValue(key, out BackendSelection? known) && known.Chosen == InferenceBackend.Cpu)
            return LoadedModel.OnCpu(definition, options, [.. known.Rejected]);

        LoadedModel gpu;
        double gpuMs;
        try
        {
            gpu = DirectMlAccess.Load(definition, options);
            if (known is not null)
            {
                gpu.Backend = known;
                return gpu;
            }
            gpuMs = Measure(gpu);
        }
        catch (VisionException e)
        {
            return LoadedModel.OnCpu(definition, options, Rejected(e.Message)); // a broken model fails here again
        }

        LoadedModel cpu;
        double cpuMs;
        try
        {
            cpu = LoadedModel.OnCpu(definition, options);
            cpuMs = Measure(cpu);
        }
        catch
        {
            gpu.Dispose();
            throw;
        }
        (LoadedModel faster, LoadedModel slower) = gpuMs < cpuMs ? (gpu, cpu) : (cpu, gpu);
        string reason = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(gpuMs, cpuMs):0.00} ms against {Math.Min(gpuMs, cpuMs):0.00} ms on {faster.Backend.Name}");
        faster.Backend = _known[key] = faster.Backend with { Rejected = [new RejectedBackend(slower.Backend.Chosen, reason)] };
        slower.Dispose();
        return faster;

        static RejectedBackend Rejected(string reason) => new(InferenceBackend.DirectMl, reason);
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
}
