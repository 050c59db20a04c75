using System.Diagnostics;
using System.Text.Json;

namespace RealtimeCnn.DemoApp;

/// <summary>What a whole run came to.</summary>
internal sealed record RunSummary
{
    public required long Frames { get; init; }
    public required double Seconds { get; init; }

    /// <summary>Frames that the source captured: those classified, failed or dropped, and the one that still waited.</summary>
    public required long Captured { get; init; }
    public required DropCounts Drops { get; init; }

    /// <summary>Milliseconds of the last model's frames, indexed by <see cref="Stage"/>.</summary>
    public required (double P50, double P95, double P99)[] Stages { get; init; }
    public required IReadOnlyList<SwapReport> Swaps { get; init; }

    /// <summary>Models that ran without trained weights.</summary>
    public IReadOnlyList<string> Untrained { get; init; } = [];

    /// <summary>What was decided about models although their files leave it open.</summary>
    public IReadOnlyList<(string Model, IReadOnlyList<string> Notes)> Notes { get; init; } = [];

    /// <summary>What ran the network last, and why not something better.</summary>
    public required string Backend { get; init; }

    /// <summary>What made the last tensor and why.</summary>
    public required string Preprocess { get; init; }

    /// <summary>What a user should know of the source, such as that a file is damaged; null if there is nothing.</summary>
    public string? SourceNote { get; init; }

    /// <summary>Managed bytes per frame, without those that swaps allocate.</summary>
    public required long AllocatedBytesPerFrame { get; init; }

    /// <summary>Frames that the model failed on, and why on the last of them; null if there are none.</summary>
    public long FailedFrames { get; init; }
    public string? FrameError { get; init; }
    public long PeakRssBytes { get; } = Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>Times between pictures on screen; null without a window.</summary>
    public PresentIntervals? PresentIntervals { get; init; }
    public double FramesPerSecond => Seconds > 0 ? Frames / Seconds : 0;

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("captured", Captured);
        json.WriteNumber("frames", Frames);
        if (FailedFrames > 0)
        {
            json.WriteNumber("failedFrames", FailedFrames);
            json.WriteString("frameError", FrameError);
        }
        json.WriteNumber("fps", Math.Round(FramesPerSecond, 2));
        json.WriteStartObject("drops");
        json.WriteNumber("busy", Drops.Busy);
        if (Drops.Repeated > 0)
            json.WriteNumber("repeated", Drops.Repeated);
        if (Drops.Corrupt > 0)
            json.WriteNumber("corrupt", Drops.Corrupt);
        json.WriteEndObject();
        json.WriteStartObject("ms");
        foreach (Stage stage in Enum.GetValues<Stage>())
        {
            json.WriteStartObject(stage.ToString().ToLowerInvariant());
            json.WriteNumber("p50", FrameLog.Round(Stages[(int)stage].P50));
            json.WriteNumber("p95", FrameLog.Round(Stages[(int)stage].P95));
            json.WriteNumber("p99", FrameLog.Round(Stages[(int)stage].P99));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("swaps");
        foreach (SwapReport swap in Swaps)
        {
            json.WriteStartObject();
            json.WriteString("from", swap.From);
            json.WriteString("to", swap.To);
            json.WriteNumber("atFrame", swap.AtFrame);
            json.WriteNumber("loadMs", FrameLog.Round(swap.LoadMs));
            json.WriteNumber("gapMs", FrameLog.Round(swap.GapMs));
            json.WriteBoolean("ok", swap.Ok);
            json.WriteString("error", swap.Error);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        ScoreText.Write(json, [.. Notes.SelectMany(one => one.Notes.Select(note => $"{one.Model}: {note}"))]);
        json.WriteString("backend", Backend);
        json.WriteString("preprocess", Preprocess);
        if (SourceNote is not null)
            json.WriteString("sourceNote", SourceNote);
        json.WriteNumber("allocatedBytesPerFrame", AllocatedBytesPerFrame);
        json.WriteNumber("peakRssBytes", PeakRssBytes);
        PresentIntervals?.WriteTo(json);
        json.WriteEndObject();
    }
}
