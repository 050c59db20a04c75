using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Shows readings on a thread of its own: a table that redraws itself in a terminal, a line per second where output is redirected.
/// </summary>
internal sealed class LiveTable : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan LastLine = TimeSpan.FromSeconds(1); // a pipe that is full, a terminal that stands still

    private readonly TripleBuffer<RunReading> _readings;
    private readonly string _source;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public LiveTable(TripleBuffer<RunReading> readings, string source)
    {
        (_readings, _source) = (readings, source);
        _thread = new Thread(Show) { IsBackground = true, Name = "Terminal" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        if (_thread.Join(LastLine))
            _stop.Dispose();
    }

    // A terminal that is gone, a file that is full: the run goes on, and its end tells.
    private void Show()
    {
        try
        {
            if (Console.IsOutputRedirected)
                ShowLines();
            else
                ShowTable();
        }
        catch (Exception e) when (Say.WhyUnwritten(e) is not null)
        {
        }
    }

    private void ShowTable() => AnsiConsole.Live(new Text("Starting ...")).Start(live =>
    {
        bool last;
        do
        {
            last = _stop.Wait(TimeSpan.FromMilliseconds(250));
            if (_readings.TryTake(out RunReading reading))
                live.UpdateTarget(Table(reading));
        }
        while (!last);
    });

    private void ShowLines()
    {
        while (!_stop.Wait(TimeSpan.FromSeconds(1)))
            if (_readings.TryTake(out RunReading s) && s.Result.TopCount > 0)
                Console.WriteLine(Line(s));
    }

    internal static string Line(RunReading s)
    {
        Prediction best = s.Result.Top[0];
        string marks = Untrained.Mark(s.Result.IsTrained) + ScoreText.Mark(s.Result.IsMultiLabel);
        string seen = s.Result.Absence ?? FormattableString.Invariant($"{ScoreText.Label(Subject(s), best.Label)} {best.Score:0%}");
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"frame {s.Result.Sequence,6}  {s.Result.Model}{marks}  {seen}  "
            + $"{s.Status.FpsOut:0.0} fps  {s.Stages[(int)Stage.Total].P50:0.00} ms  {News(s.Status)}");
        return line.TrimEnd();
    }

    internal IRenderable Table(RunReading s)
    {
        Table predictions = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("").AddColumn("");
        if (s.Result.Absence is { } absence)
            predictions.AddRow(new Text(absence), new Text(""), new Text(""));
        foreach (Prediction prediction in s.Result.Top[..(s.Result.Absence is null ? Math.Min(5, s.Result.TopCount) : 0)])
        {
            int filled = (int)Math.Round(Math.Clamp(prediction.Score, 0, 1) * BarWidth);
            predictions.AddRow(
                new Text(ScoreText.Label(Subject(s), prediction.Label)),
                new Text(new string('█', filled).PadRight(BarWidth, '·'), new Style(Color.Aqua)),
                new Text(prediction.Score.ToString("0.0 %", CultureInfo.InvariantCulture)));
        }

        Table stages = new Table().Border(TableBorder.None).AddColumn("ms").AddColumns("now", "p50", "p95", "p99");
        StageTimings t = s.Result.Timings;
        double[] now = [t.CaptureMs, t.PreprocessMs, t.InferMs, t.PresentMs, t.TotalMs];
        foreach (Stage stage in Enum.GetValues<Stage>())
        {
            (double P50, double P95, double P99) p = s.Stages[(int)stage];
            stages.AddRow(stage.ToString().ToLowerInvariant(), Ms(now[(int)stage]), Ms(p.P50), Ms(p.P95), Ms(p.P99));
        }

        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow(predictions, stages);
        string truth = s.Result.Truth is { } shows ? $"  ·  shows {shows}" : "";
        string marks = Untrained.Mark(s.Result.IsTrained) + ScoreText.Mark(s.Result.IsMultiLabel);
        string title = $"{s.Status.Model?.Name}{marks}  ·  {s.Result.Backend}  ·  {_source}{truth}";
        string numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Status.FpsOut:0.0} fps of {s.Status.FpsIn:0.0}  ·  {s.Status.Drops.Total} dropped  ·  frame {s.Result.Sequence}");
        return new Panel(new Rows(grid, new Text(numbers), new Text(News(s.Status), new Style(Color.Yellow))))
            .Header(Markup.Escape(title))
            .Border(BoxBorder.Rounded);
    }

    // Of the model that made the result, which need not be the one that runs by now.
    private static string? Subject(RunReading s) => s.Status.Model is { } model && model.Id == s.Result.Model ? model.Subject : null;

    private static string News(EngineStatus status) =>
        status.SourceState is CaptureState.Reconnecting or CaptureState.Failed ? $"{status.SourceState}: {status.SourceError}"
        : status.FrameError is { } frameError ? $"failing: {frameError}"
        : status.Loading is { } loading ? $"loading {loading.Name} ..."
        : status.SwapError is { } error ? $"swap failed: {error}"
        : status.SourceNote is { } note ? $"source: {note}"
        : "";

    private static string Ms(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
