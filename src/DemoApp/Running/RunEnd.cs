using System.Text.Json;

namespace RealtimeCnn.DemoApp;

/// <summary>How a run ends: what it writes and says, and whether it failed.</summary>
internal static class RunEnd
{
    /// <summary>What is wrong with a source that failed or never delivered a frame.</summary>
    public static string Trouble(IFrameSource source) => $"Source '{source.Name}': {source.Error ?? "it delivered no frame"}.";

    /// <summary>
    /// Why a run failed although it got to its end; null if it did not. A camera that was lost for good, or a file that broke off: what was
    /// recorded is kept, the exit code tells.
    /// </summary>
    /// <param name="source">The source that captured.</param>
    /// <param name="summary">What the run came to.</param>
    /// <param name="mindsSwaps">Whether a swap that failed is a failure of the run: those of a script are, those by key are not.</param>
    public static string? WhyFailed(IFrameSource source, RunSummary summary, bool mindsSwaps)
    {
        if (source.State == CaptureState.Failed)
            return Trouble(source);
        if (mindsSwaps && summary.Swaps.FirstOrDefault(swap => !swap.Ok) is { } failed)
            return $"Swap to '{failed.To}' failed, '{failed.From}' went on: {failed.Error}";
        return null;
    }

    /// <summary>Says on standard error why a run failed, if it did.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(string? whyFailed)
    {
        if (whyFailed is null)
            return 0;
        Console.Error.WriteLine(whyFailed);
        return ExitCode.Failed;
    }

    /// <summary>Writes the log of a run.</summary>
    public static void WriteJson(string path, FrameLog log, RunSummary summary, bool withTruth) => PartialFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        log.WriteTo(json, withTruth);
        summary.WriteTo(json);
        json.WriteEndObject();
    });

    /// <summary>Says in a few lines what a run came to.</summary>
    /// <param name="to">Where it is said.</param>
    /// <param name="summary">What it came to.</param>
    /// <param name="video">Path of the recording; null if there is none.</param>
    /// <param name="options">Other files that were asked for.</param>
    public static void Report(TextWriter to, RunSummary summary, string? video, DemoOptions options)
    {
        (double p50, double p95, double p99) = summary.Stages[(int)Stage.Total];
        to.WriteLine(
            $"{summary.Frames} frames in {summary.Seconds:0.0} s, {summary.FramesPerSecond:0.0} fps; "
            + $"latency p50 {p50:0.00} ms, p95 {p95:0.00} ms, p99 {p99:0.00} ms; "
            + $"{summary.Drops.Total} dropped; {summary.AllocatedBytesPerFrame} managed bytes per frame.");
        if (summary.Backend.Length > 0)
            to.WriteLine($"Network on {summary.Backend}");
        if (summary.Preprocess.Length > 0)
            to.WriteLine($"Preprocessing on {summary.Preprocess}");
        if (summary.SourceNote is { } note)
            to.WriteLine($"Source: {note}");
        if (summary.Untrained.Count > 0)
            to.WriteLine($"Ran {string.Join(", ", summary.Untrained)}{Untrained.Mark(isTrained: false)}");
        foreach ((string model, IReadOnlyList<string> notes) in summary.Notes)
            ScoreText.Write(to, model, notes);
        foreach (string? file in new[] { video, options.Screenshot, options.Json })
            if (file is not null)
                to.WriteLine($"Wrote {file}");
    }
}
