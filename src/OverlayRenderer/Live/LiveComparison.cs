using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// What every network that has weights says of one picture: found out in the background, one network after the other, while the running one
/// goes on with its frames.
/// </summary>
/// <param name="engine">Borrowed; has the networks, and says how they are loaded.</param>
/// <param name="changed">Called on another thread when there is more to show.</param>
/// <remarks>One thread, but for <see cref="Shown"/>.</remarks>
internal sealed class LiveComparison(VisionEngine engine, Action? changed) : IDisposable
{
    private const int MostRuns = 5;
    private static readonly TimeSpan TimeForRuns = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(0.5);

    private readonly SemaphoreSlim _comparing = new(1);
    private CancellationTokenSource? _stop;
    private bool _isDisposed;
    private volatile PictureComparison? _shown;

    /// <summary>The comparison as far as it is; null if there is none. Any thread.</summary>
    public PictureComparison? Shown => _shown;

    /// <summary>Completes when nothing is compared any more; for tests.</summary>
    internal Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Begins one, or ends it.</summary>
    /// <param name="isShown">Which.</param>
    /// <param name="picture">The picture on screen; null if there is none.</param>
    /// <param name="isPaused">Whether it stands still.</param>
    /// <param name="notify">Hears why there is none.</param>
    public void Show(bool isShown, Frame? picture, bool isPaused, Action<string> notify)
    {
        if (!isShown)
            Stop();
        else if (picture is null)
            notify("There is no picture yet");
        else
            Start(picture, isPaused ? "What each network sees in this picture" : "What each network saw when C was pressed");
    }

    /// <summary>Begins one, in place of the one before.</summary>
    /// <param name="picture">Copied during the call.</param>
    /// <param name="title">Which picture it is, in a few words.</param>
    public void Start(Frame picture, string title)
    {
        Stop();
        if (_isDisposed)
            return;
        IReadOnlyList<ModelDefinition> known = engine.Catalogue.Models;
        ModelDefinition[] models = [.. known.Where(model => model.IsTrained)];
        ComparisonRow[] rows = [.. models.Select(model => RowOf(model, ComparisonState.Waiting))];
        Frame copy = new();
        copy.CopyFrom(picture);
        CancellationTokenSource stop = _stop = new CancellationTokenSource();
        _shown = new PictureComparison(title, rows, NoteOn(known));
        Work = RunAsync(models, copy, stop);
    }

    /// <summary>Ends it and shows it no more. What a network computes at that moment is finished in the background.</summary>
    public void Stop()
    {
        _stop?.Cancel();
        (_stop, _shown) = (null, null);
    }

    /// <summary>Ends it and waits for it, but not for a network that does not stop. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        Stop();
        _isDisposed = true;
#pragma warning disable RS0030 // The end of an object, which a session must not outlive without need.
        Work.Wait(LongestEnd);
#pragma warning restore RS0030
    }

    private async Task RunAsync(ModelDefinition[] models, Frame picture, CancellationTokenSource stop)
    {
        bool isMine = false;
        try
        {
            await _comparing.WaitAsync(stop.Token).ConfigureAwait(false); // one network at a time
            isMine = true;
            const TaskCreationOptions OnItsOwnThread = TaskCreationOptions.LongRunning;
            await Task.Factory.StartNew(() => Compare(models, picture, stop), stop.Token, OnItsOwnThread, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Another one was asked for, or none.
        }
        finally
        {
            if (isMine)
                _comparing.Release();
            picture.Dispose();
        }
    }

    private void Compare(ModelDefinition[] models, Frame picture, CancellationTokenSource stop)
    {
        // The frames of the running network come first.
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        for (int i = 0; i < models.Length; i++)
        {
            Show(i, row => row with { State = ComparisonState.Running }, stop);
            ComparisonRow answered;
            try
            {
                answered = Ask(models[i], picture, stop.Token);
            }
            catch (VisionException e)
            {
                answered = RowOf(models[i], ComparisonState.Failed) with { Answer = e.Message };
            }
            stop.Token.ThrowIfCancellationRequested();
            Show(i, _ => answered, stop);
        }
    }

    private ComparisonRow Ask(ModelDefinition model, Frame picture, CancellationToken cancellation)
    {
        using LoadedModel loaded = LoadedModel.Load(model, engine.Options with { Preprocess = "cpu", Explains = false }, cancellation);
        var top = new Prediction[1];
        double fastest = double.PositiveInfinity; // other work only ever slows it down
        long begin = Stopwatch.GetTimestamp();
        for (int run = 0; run < MostRuns && (run == 0 || Stopwatch.GetElapsedTime(begin) < TimeForRuns); run++)
        {
            cancellation.ThrowIfCancellationRequested();
            long at = Stopwatch.GetTimestamp();
            loaded.Preprocess(picture);
            loaded.Run();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }
        string label = loaded.Rank(top) > 0 ? top[0].Label.Split(',', 2)[0] : "no class";
        string? absence = loaded.Absence;
        return RowOf(model, ComparisonState.Answered) with
        {
            // So that a digit is not taken for the name of a thing.
            Answer = absence ?? (loaded.Labels.Count < 100 ? $"{label} (of {loaded.Labels.Count} classes)" : label),
            Score = absence is null ? top[0].Score : float.NaN,
            Milliseconds = fastest,
        };
    }

    // One that was stopped shows nothing over the one that came after it.
    private void Show(int at, Func<ComparisonRow, ComparisonRow> change, CancellationTokenSource stop)
    {
        if (_shown is not { } shown || stop.IsCancellationRequested)
            return;
        ComparisonRow[] rows = [.. shown.Rows];
        rows[at] = change(rows[at]);
        if (Interlocked.CompareExchange(ref _shown, shown with { Rows = rows }, shown) == shown)
            changed?.Invoke();
    }

    private static ComparisonRow RowOf(ModelDefinition model, ComparisonState state) =>
        new(model.DisplayName, state, model.WeightBytes);

    private static string NoteOn(IReadOnlyList<ModelDefinition> models)
    {
        ModelDefinition[] without = [.. models.Where(model => !model.IsTrained)];
        string get = "realtimecnn models pull";
        return without.Length == 0 ? "C or Esc: back"
            : models.Count - without.Length <= 1
                ? $"The others have no weights here: '{get} {without.MinBy(model => model.Parameters)!.Id}' gets the smallest"
            : $"{without.Length} more have no weights here: '{get} ID' gets them";
    }
}
