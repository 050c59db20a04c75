using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>
/// Measures where a network's time goes, on a session of its own beside whatever runs. Any thread; blocks for as long as it takes.
/// </summary>
internal static class ModelProfiler
{
    // What ONNX Runtime's optimisers and its profiler add to the name of the graph's node that they stand for.
    private const string Measured = "_kernel_time";
    private const string Fused = "fused ";
    private const string Blocked = "_nchwc";

    /// <summary>Runs a model a few times on the CPU provider and reads ONNX Runtime's profile.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="options">Its number of threads is used.</param>
    /// <param name="runs">At least 1; of each node the fastest run counts, because other work only ever slows it down.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <returns>
    /// Milliseconds by node name. A node that was fused with its successors stands under the name of one of them; changes of memory
    /// layout, which belong to no node of the graph, stand under names of their own.
    /// </returns>
    /// <exception cref="VisionException">The model cannot be loaded or run, or the profile cannot be written.</exception>
    public static IReadOnlyDictionary<string, double> Measure(
        ModelDefinition definition, InferenceOptions options, int runs = 5, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        string prefix = $"realtimecnn-{Guid.NewGuid():N}";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        string? tooLong = null;
        using var limit = new WorkLimit(options.TimeLimit, "a measurement", why =>
        {
            tooLong = why;
            stop.Cancel();
        });
        WorkInProgress.Begin();
        limit.Begin();
        try
        {
            using SessionOptions sessionOptions = CpuBackend.CreateSessionOptions(options.Threads);
            sessionOptions.ProfileOutputPathPrefix = Path.Combine(Path.GetTempPath(), prefix);
            sessionOptions.EnableProfiling = true; // takes the prefix as it is now
            using InferenceSession session = ModelLoader.OpenNetwork(definition, sessionOptions, stop.Token);
            Run(definition, session, runs, stop.Token);
            return Read(session.EndProfiling());
        }
        catch (Exception e) when (e is OnnxRuntimeException or IOException or UnauthorizedAccessException or JsonException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new VisionException($"Model '{definition.Id}' cannot be profiled: {tooLong ?? e.Message}", e);
        }
        finally
        {
            WorkInProgress.End();
            foreach (string profile in Directory.GetFiles(Path.GetTempPath(), prefix + "*"))
                File.Delete(profile);
        }
    }

    private static void Run(ModelDefinition definition, InferenceSession session, int runs, CancellationToken cancellation)
    {
        (string name, PreprocessSpec spec, _) = ModelSignature.Input(definition, session);
        using var tensor = new InputTensor(spec);
        using var runOptions = new RunOptions();
        using CancellationTokenRegistration stops = cancellation.Register(() => runOptions.Terminate = true);
        string[] outputs = [.. session.OutputMetadata.Keys];
        for (int i = 0; i < runs && !cancellation.IsCancellationRequested; i++)
        {
            using IDisposableReadOnlyCollection<OrtValue> _ = session.Run(runOptions, [name], [tensor.Value], outputs);
        }
    }

    private static Dictionary<string, double> Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using JsonDocument events = JsonDocument.Parse(stream);
        Dictionary<string, double> fastest = [];
        foreach (JsonElement happened in events.RootElement.EnumerateArray())
        {
            string name = happened.GetProperty("name").GetString() ?? "";
            if (!name.EndsWith(Measured, StringComparison.Ordinal))
                continue;
            name = NodeOf(name[..^Measured.Length]);
            double ms = happened.GetProperty("dur").GetDouble() / 1000;
            fastest[name] = fastest.TryGetValue(name, out double before) ? Math.Min(before, ms) : ms;
        }
        return fastest;
    }

    private static string NodeOf(string name)
    {
        if (name.StartsWith(Fused, StringComparison.Ordinal))
            name = name[Fused.Length..];
        return name.EndsWith(Blocked, StringComparison.Ordinal) ? name[..^Blocked.Length] : name;
    }
}
