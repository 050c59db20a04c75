using System.Text.Json;

namespace RealtimeCnn.DemoApp;

/// <summary>How a run ends: what it writes and says, and whether it failed.</summary>
internal static class RunEnd
{
    /// <summary>What is wrong with a source that failed or never delivered a frame.</summary>
    public static string Trouble(IFrameSource source) => $"Source '{source.Name}': {source.Error ?? "it delivered no frame"}.";

    /// <summary>
    /// Why a run failed although it got to its end, a line for each reason. A camera that was lost for good, a file that broke off, a model
    /// that failed on frames: what was recorded is kept, the exit code tells.
    /// </summary>
    /// <param name="source">The source that captured.</param>
    /// <param name="summary">What the run came to.</param>
    /// <param name="mindsSwaps">Whether a swap that failed is a failure of the run: those of a script are, those by key are not.</param>
    public static IEnumerable<string> WhyFailed(IFrameSource source, RunSummary summary, bool mindsSwaps)
    {
        if (source.State == CaptureState.Failed)
            yield return Trouble(source);
        SwapReport? failed = mindsSwaps ? summary.Swaps.FirstOrDefault(swap => !swap.Ok) : null;
        if (failed is not null)
            yield return $"Swap to '{failed.To}' failed{(failed.WasTakenBack ? "" : $", '{failed.From}' went on")}: {failed.Error}";
        if (summary.FrameError is { } error && failed?.Error?.EndsWith(error, StringComparison.Ordinal) != true)
            yield return $"{summary.FailedFrames} frames have no result: {error}";
    }

    /// <summary>
    /// Writes the files of a run that is over and tells of it: what it came to on standard output, what failed on standard error. One file
    /// that cannot be written does not keep the others from it, and what others have to read comes last.
    /// </summary>
    /// <param name="options">Which files were asked for.</param>
    /// <param name="summary">What the run came to.</param>
    /// <param name="video">The recording, if there is one; its failure is told already.</param>
    /// <param name="screenshot">Writes the last picture; null if there is none.</param>
    /// <param name="json">Writes the log; null if there is none.</param>
    /// <param name="failures">Why the run failed otherwise.</param>
    /// <returns>The exit code.</returns>
    public static int Finish(
        DemoOptions options, RunSummary summary, RecordingEnd? video, Action<Stream>? screenshot, Action<Stream>? json,
        IEnumerable<string> failures)
    {
        List<string> untold = [.. failures], written = [];
        if (video is { Failure: null })
            written.Add(Text(video));
        (string?, Action<Stream>?)[] outputs = [(options.Screenshot, screenshot), (options.Json, json)];
        foreach ((string? path, Action<Stream>? content) in outputs.OrderBy(output => output.Item1 is { } at && OutputFile.IsStream(at)))
            Write(path, content);
        try
        {
            using StringWriter report = new();
            Report(report, summary, written);
            string text = report.ToString();
            Blocking.Do(() => Console.Out.Write(text), options.Late); // or where a command has it say the rest
        }
        catch (Exception e) when (Say.WhyUnwritten(e) is { } reason)
        {
            untold.Add($"Standard output was not written: {reason}.");
        }
        foreach (string failure in untold)
            Say.Error(failure);
        return untold.Count > 0 || video?.Failure is not null ? ExitCode.Failed : 0;

        void Write(string? path, Action<Stream>? content)
        {
            if (path is null || content is null)
                return;
            try
            {
                OutputFile.Write(path, content, late: options.Late);
                written.Add(path);
            }
            catch (VisionException e)
            {
                untold.Add(e.Message);
            }
        }
    }

    /// <summary>Writes the log of a run.</summary>
    public static void WriteJson(Stream to, FrameLog log, RunSummary summary, bool withTruth)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        log.WriteTo(json, withTruth);
        summary.WriteTo(json);
        json.WriteEndObject();
    }

    /// <summary>Says in a few lines what a run came to.</summary>
    /// <param name="to">Where it is said.</param>
    /// <param name="summary">What it came to.</param>
    /// <param name="files">What it wrote.</param>
    public static void Report(TextWriter to, RunSummary summary, IEnumerable<string> files)
    {
        (double p50, double p95, double p99) = summary.Stages[(int)Stage.Total];
        string? of = summary.Swaps.LastOrDefault(swap => swap is { Ok: true, AtFrame: >= 0 })?.To;
        to.WriteLine(
            $"{summary.Frames} frames in {summary.Seconds:0.0} s, {summary.FramesPerSecond:0.0} fps; "
            + $"latency{(of is null ? "" : $" of {of}")} p50 {p50:0.00} ms, p95 {p95:0.00} ms, p99 {p99:0.00} ms; "
            + $"{summary.Drops.Total} of {summary.Captured} dropped; "
            + $"{summary.AllocatedBytesPerFrame} managed bytes per frame, swaps left out.");
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
        foreach (string file in files)
            to.WriteLine($"Wrote {file}");
    }

    /// <summary>An exception in a line.</summary>
    public static string Describe(Exception e)
    {
        string message = Say.OneLine(e.Message);
        return e is VisionException or IOException or UnauthorizedAccessException ? message : $"Unexpected {e.GetType().Name}: {message}";
    }

    /// <summary>A recording in a line.</summary>
    public static string Text(RecordingEnd video)
    {
        string text = $"{video.Path}: {video.Pictures} pictures, {video.Length.TotalSeconds:0.0} s";
        if (video.Dropped > 0)
            text += $"; {video.Dropped} more came faster than they could be written";
        return video.Note is { } note ? $"{text}; {note}" : text;
    }
}
