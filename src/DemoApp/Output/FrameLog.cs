using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RealtimeCnn.DemoApp;

/// <summary>Keeps what <c>--json</c> reports of every frame, in memory reserved beforehand, and writes it at the end.</summary>
internal sealed class FrameLog(int capacity)
{
    private const int TopCount = 5;

    private Entry[] _entries = new Entry[capacity];

    public int Count { get; private set; }

    public void Add(FrameResult result)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);
        ref Entry entry = ref _entries[Count++];
        entry.Sequence = result.Sequence;
        entry.Model = result.Model;
        (entry.IsTrained, entry.IsMultiLabel) = (result.IsTrained, result.IsMultiLabel);
        entry.Backend = result.Backend;
        entry.Preprocess = result.Preprocess;
        (entry.Truth, entry.Absence) = (result.Truth, result.Absence);
        entry.Timings = result.Timings;
        entry.TopCount = Math.Min(TopCount, result.TopCount);
        result.Top[..entry.TopCount].CopyTo(entry.Top);
    }

    /// <summary>
    /// Tells when frames were on screen, which is known only after they were added. Those never shown count until their scores were there.
    /// </summary>
    /// <param name="shown">In the order of the frames; a frame shown again counts once.</param>
    public void SetPresented(ReadOnlySpan<(long Sequence, long At)> shown)
    {
        int next = 0;
        foreach (ref Entry entry in _entries.AsSpan(0, Count))
        {
            entry.Timings.PresentedAt = 0;
            if (next < shown.Length && shown[next].Sequence == entry.Sequence)
                entry.Timings.PresentedAt = shown[next++].At;
        }
    }

    /// <summary>Writes the frames as a JSON array.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="withTruth">Whether the source states what it shows.</param>
    public void WriteTo(Utf8JsonWriter json, bool withTruth)
    {
        json.WriteStartArray("frames");
        foreach (ref readonly Entry entry in _entries.AsSpan(0, Count))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", entry.Sequence);
            json.WriteString("model", entry.Model);
            json.WriteString("weights", entry.IsTrained ? "trained" : "untrained");
            ScoreText.Write(json, entry.IsMultiLabel);
            json.WriteString("backend", entry.Backend);
            json.WriteString("preprocess", entry.Preprocess);
            if (withTruth)
                json.WriteString("truth", entry.Truth);
            ScoreText.Write(json, entry.Absence);
            WriteTop(json, entry.Top[..entry.TopCount]);
            json.WriteStartObject("ms");
            json.WriteNumber("capture", Round(entry.Timings.CaptureMs));
            json.WriteNumber("preprocess", Round(entry.Timings.PreprocessMs));
            json.WriteNumber("infer", Round(entry.Timings.InferMs));
            json.WriteNumber("present", Round(entry.Timings.PresentMs));
            json.WriteNumber("total", Round(entry.Timings.TotalMs));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteTop(Utf8JsonWriter json, ReadOnlySpan<Prediction> top)
    {
        json.WriteStartArray("top");
        foreach (Prediction prediction in top)
        {
            json.WriteStartObject();
            json.WriteNumber("classId", prediction.ClassId);
            json.WriteString("label", prediction.Label);
            json.WriteNumber("score", Math.Round(prediction.Score, 6));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static double Round(double ms) => Math.Round(ms, 4);

    private struct Entry
    {
        public long Sequence;
        public string Model;
        public bool IsTrained;
        public bool IsMultiLabel;
        public string Backend;
        public string Preprocess;
        public string? Truth;
        public string? Absence;
        public StageTimings Timings;
        public int TopCount;
        public TopPredictions Top;
    }

    [InlineArray(TopCount)]
    private struct TopPredictions
    {
        private Prediction _first;
    }
}
