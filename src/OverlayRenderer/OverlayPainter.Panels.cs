using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <content>The panels. Positions are in units of a 720-line picture, scaled by <c>S</c>.</content>
public sealed partial class OverlayPainter
{
    private const float Edge = 16, Pad = 16;
    private static readonly string[] StageNames = ["capture", "preprocess", "infer", "present"];

    private void PaintPredictions(SKCanvas canvas, OverlayContent content)
    {
        const float Width = 300, Row = 42, Head = 92;
        FrameResult result = content.Result;
        int count = Math.Min(content.TopCount, result.TopCount);
        float x = S(Edge), y = S(Edge), left = x + S(Pad), right = x + S(Width - Pad), inner = right - left;
        Panel(canvas, x, y, S(Width), S(Head + Math.Max(1, count) * Row + 6));

        _title.Draw(canvas, content.ModelDisplayName, left, y + S(34), _style.Text, inner);
        bool trained = result.Weights == WeightsStatus.Trained;
        string tag = trained ? "trained" : "UNTRAINED: predictions are noise";
        float tagWidth = _small.Measure(tag) + S(16);
        canvas.DrawRoundRect(new SKRect(left, y + S(48), left + tagWidth, y + S(70)), S(11), S(11), trained ? _style.Good : _style.Warning);
        _small.Draw(canvas, tag, left + S(8), y + S(63.5f), _style.OnBright);
        if (trained)
            _small.Draw(canvas, result.Backend, left + tagWidth + S(10), y + S(63.5f), _style.Muted);

        if (count == 0)
            _body.Draw(canvas, "waiting for a frame", left, y + S(Head + 18), _style.Muted);
        for (int i = 0; i < count; i++)
        {
            Prediction prediction = result.Top[i];
            float top = y + S(Head + i * Row), share = float.IsFinite(prediction.Score) ? Math.Clamp(prediction.Score, 0, 1) : 0;
            TextPainter font = i == 0 ? _bold : _body;
            float percent = Number(canvas, font, prediction.Score * 100, "0.0", right - S(16), top + S(16), i == 0 ? _style.Text : _style.Muted);
            font.Draw(canvas, "%", right - S(13), top + S(16), i == 0 ? _style.Text : _style.Muted);
            font.DrawChanging(canvas, prediction.Label, left, top + S(16), i == 0 ? _style.Text : _style.Muted, percent - left - S(8));
            Bar(canvas, left, top + S(24), inner, S(6), _style.Track);
            Bar(canvas, left, top + S(24), inner * share, S(6), i == 0 ? _style.Accent : _style.AccentDim);
        }
    }

    private void PaintTimes(SKCanvas canvas, OverlayContent content, int width)
    {
        const float Width = 272, Row = 24, Legend = 128, Chart = 96;
        float height = Legend + 5 * Row + Chart;
        float x = width - S(Edge + Width), y = S(Edge), left = x + S(Pad), right = x + S(Width - Pad), inner = right - left;
        Panel(canvas, x, y, S(Width), S(height));
        LatencyHistory? history = content.History;
        Percentiles total = history?.Percentiles(Stage.Total) ?? default;

        _small.Draw(canvas, "latency", left, y + S(28), _style.Muted);
        float latencyEnd = left + _big.MeasureNumber(total.P50 < 1000 ? "00.0" : "00000"); // all formats are as wide: nothing moves
        Number(canvas, _big, total.P50, Format(total.P50), latencyEnd, y + S(62), _style.Text);
        _body.Draw(canvas, "ms", latencyEnd + S(6), y + S(62), _style.Muted);
        _small.Draw(canvas, "fps", right - _small.Measure("fps"), y + S(28), _style.Muted);
        Number(canvas, _big, content.FpsOut, "0.0", right, y + S(62), _style.Text);

        // Share of each stage in the median frame.
        Span<Percentiles> stages = stackalloc Percentiles[StageNames.Length];
        double sum = 0;
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = history?.Percentiles((Stage)i) ?? default;
            sum += stages[i].P50;
        }
        float at = left;
        for (int i = 0; i < stages.Length && sum > 0; i++)
        {
            float share = (float)(stages[i].P50 / sum) * inner;
            canvas.DrawRect(at, y + S(78), Math.Max(0, share - S(1)), S(8), _style.Stages[i]);
            at += share;
        }

        float p50 = right - S(84), p95 = right - S(42), head = y + S(Legend - 14);
        _small.Draw(canvas, "ms", left, head, _style.Muted);
        DrawRight(canvas, "p50", p50, head);
        DrawRight(canvas, "p95", p95, head);
        DrawRight(canvas, "p99", right, head);
        for (int i = 0; i <= stages.Length; i++)
        {
            float line = y + S(Legend + i * Row + 8);
            bool last = i == stages.Length;
            Percentiles p = last ? total : stages[i];
            if (!last)
                canvas.DrawRoundRect(new SKRect(left, line - S(9), left + S(10), line + S(1)), S(2), S(2), _style.Stages[i]);
            (last ? _bold : _body).Draw(canvas, last ? "total" : StageNames[i], last ? left : left + S(18), line, _style.Text);
            TextPainter font = last ? _bold : _body;
            Number(canvas, font, p.P50, Format(p.P50), p50, line, _style.Text);
            Number(canvas, font, p.P95, Format(p.P95), p95, line, _style.Muted);
            Number(canvas, font, p.P99, Format(p.P99), right, line, _style.Muted);
        }
        PaintSparkline(canvas, history, left, y + S(Legend + 5 * Row + 14), inner, S(Chart - 40), total);
        _small.Draw(canvas, "capture to present", left, y + S(height - 12), _style.Muted);
    }

    // The last frames' latency, newest at the right; the axis ends above the 99th percentile, so one outlier does not flatten the rest.
    private void PaintSparkline(SKCanvas canvas, LatencyHistory? history, float x, float y, float width, float height, in Percentiles total)
    {
        canvas.DrawRect(x, y + height, width, S(1), _style.Track);
        if (history is null || history.Count < 2)
            return;
        float axis = Math.Max(1, (float)total.P99 * 1.25f);
        for (int i = 0; i < _sparkline.Length; i++)
        {
            int age = Math.Min(_sparkline.Length - 1 - i, history.Count - 1);
            float share = Math.Clamp(history.Milliseconds(Stage.Total, age) / axis, 0, 1);
            _sparkline[i] = new SKPoint(x + width * i / (_sparkline.Length - 1), y + height * (1 - share));
        }
        canvas.DrawPoints(SKPointMode.Polygon, _sparkline, _style.Line);
        float right = x + width, baseline = y + S(2);
        Number(canvas, _small, axis, Format(axis), right - S(20), baseline, _style.Muted);
        _small.Draw(canvas, "ms", right - S(17), baseline, _style.Muted);
    }

    private void PaintState(SKCanvas canvas, OverlayContent content, int width, int height)
    {
        const float Height = 40;
        float x = S(Edge), y = height - S(Edge + Height), baseline = y + S(25.5f), right = width - S(Edge + Pad);
        Panel(canvas, x, y, width - S(2 * Edge), S(Height));
        float at = x + S(Pad);
        at += _bold.Draw(canvas, content.SourceName, at, baseline, _style.Text, width * 0.3f) + S(18);
        if (content.Result.Truth is { } truth)
        {
            at += _body.Draw(canvas, "shows", at, baseline, _style.Muted) + S(6);
            at += _bold.DrawChanging(canvas, truth, at, baseline, _style.Good, S(200)) + S(18);
        }
        for (int i = 0; i < content.Keys.Count; i++) // foreach over the interface would allocate
        {
            KeyHelp key = content.Keys[i];
            float needed = _bold.Measure(key.Key) + _body.Measure(key.Meaning) + S(40);
            if (at + needed > right - S(330))
                break;
            float keyWidth = _bold.Measure(key.Key) + S(12);
            canvas.DrawRoundRect(new SKRect(at, y + S(9), at + keyWidth, y + S(31)), S(5), S(5), _style.Track);
            _bold.Draw(canvas, key.Key, at + S(6), baseline, _style.Text);
            _body.Draw(canvas, key.Meaning, at + keyWidth + S(6), baseline, _style.Muted);
            at += needed;
        }

        // From the right: drops, rates, preprocessor.
        float edge = Labelled(canvas, "dropped", content.Drops.Total, "0", right, baseline);
        edge = Labelled(canvas, "fps out", content.FpsOut, "0.0", edge - S(18), baseline);
        edge = Labelled(canvas, "fps in", content.FpsIn, "0.0", edge - S(18), baseline);
        string preprocess = content.Result.Preprocess;
        edge -= S(18) + _body.Measure(preprocess);
        _body.Draw(canvas, preprocess, edge, baseline, _style.Text);
        edge -= S(6) + _body.Measure("preprocess");
        _body.Draw(canvas, "preprocess", edge, baseline, _style.Muted);
    }

    private float Labelled(SKCanvas canvas, string label, double value, string format, float right, float baseline)
    {
        float start = Number(canvas, _body, value, format, right, baseline, _style.Text) - S(6) - _body.Measure(label);
        _body.Draw(canvas, label, start, baseline, _style.Muted);
        return start;
    }

    private void PaintCompact(SKCanvas canvas, OverlayContent content, int width)
    {
        const float Height = 34;
        float x = S(8), y = S(8), baseline = y + S(22.5f);
        Panel(canvas, x, y, width - S(16), S(Height));
        float right = width - S(8 + 12), edge = right;
        _body.Draw(canvas, "ms", edge - _body.Measure("ms"), baseline, _style.Muted);
        double latency = content.Result.Timings.TotalMs;
        edge = Number(canvas, _body, latency, Format(latency), edge - _body.Measure("ms") - S(4), baseline, _style.Text) - S(14);
        _body.Draw(canvas, "fps", edge - _body.Measure("fps"), baseline, _style.Muted);
        edge = Number(canvas, _body, content.FpsOut, "0", edge - _body.Measure("fps") - S(4), baseline, _style.Text) - S(14);
        if (content.Result.TopCount == 0)
            return;
        Prediction best = content.Result.Top[0];
        Number(canvas, _bold, best.Score * 100, "0", x + S(46), baseline, _style.Accent);
        _bold.Draw(canvas, "%", x + S(48), baseline, _style.Accent);
        _bold.DrawChanging(canvas, best.Label, x + S(70), baseline, _style.Text, edge - x - S(76));
    }

    // A pill at the top: a model on its way, a swap that failed, a source in trouble.
    private void PaintNotice(SKCanvas canvas, OverlayContent content, int width)
    {
        string? text = content.SourceError ?? (content.SlotState == SlotState.Failed ? content.LastSwap?.Error : null);
        bool loading = text is null && content.LoadingModel is not null;
        if (text is null && !loading)
            return;
        float top = content.Mode == OverlayMode.Compact ? S(52) : S(Edge), maxWidth = Math.Max(S(80), width - S(2 * 320));
        float wordWidth = loading ? _bold.Measure("loading") + _bold.Measure(content.LoadingModel!, maxWidth) + S(66) : _bold.Measure(text!, maxWidth);
        float pill = wordWidth + S(32), x = (width - pill) / 2, baseline = top + S(22.5f);
        Panel(canvas, x, top, pill, S(34));
        float at = x + S(16);
        if (!loading)
        {
            _bold.Draw(canvas, text!, at, baseline, _style.Warning, maxWidth);
            return;
        }
        at += _bold.Draw(canvas, "loading", at, baseline, _style.Muted) + S(6);
        _bold.Draw(canvas, content.LoadingModel!, at, baseline, _style.Text, maxWidth);
        Number(canvas, _bold, content.LoadingSeconds, "0.0", x + pill - S(30), baseline, _style.Accent);
        _bold.Draw(canvas, "s", x + pill - S(26), baseline, _style.Accent);
        // A light that runs along the lower edge while it lasts.
        float run = (float)(content.LoadingSeconds % 1.2 / 1.2), light = pill * 0.25f;
        Bar(canvas, x + S(10) + (pill - S(20) - light) * run, top + S(30), light, S(2), _style.Accent);
    }

    private void DrawRight(SKCanvas canvas, string text, float right, float baseline) =>
        _small.Draw(canvas, text, right - _small.Measure(text), baseline, _style.Muted);

    // Three figures that matter, whatever the size.
    private static string Format(double ms) => ms switch
    {
        < 10 => "0.00",
        < 100 => "0.0",
        _ => "0",
    };
}
