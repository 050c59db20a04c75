using System.Diagnostics;

namespace RealtimeCnn.DemoApp;

/// <summary>Tells how far a comparison is: on a terminal as it goes on, and a line for each network that is done.</summary>
/// <param name="to">Where it is told.</param>
/// <param name="isTerminal">Whether a line can be written over.</param>
internal sealed class CompareProgress(TextWriter to, bool isTerminal)
{
    private const string ToItsEnd = "\e[K"; // erases what a longer line left there
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(0.1);

    private readonly Lock _gate = new();
    private string _name = "";
    private long _toldAt;
    private bool _isOpen;
    private bool _isOver;

    /// <summary>A network is about to be loaded.</summary>
    public void Begin(ModelDefinition model, int number, int of)
    {
        _name = $"{model.Id} ({number} of {of})";
        Overwrite($"{_name}: loading");
    }

    /// <summary>It has answered some of the pictures.</summary>
    public void Answered(int count, int? of)
    {
        if (!isTerminal || Stopwatch.GetElapsedTime(_toldAt) < Between)
            return;
        _toldAt = Stopwatch.GetTimestamp();
        Overwrite($"{_name}: {count}{(of is { } all ? $" of {all}" : "")} pictures");
    }

    /// <summary>It is done.</summary>
    public void End(ModelResult result)
    {
        string failures = result.Failures == 0 ? ""
            : $"; no answer to {result.Failures}, the first of them {result.FirstFailure!.TrimEnd('.')}";
        Line(result.Error is { } error
            ? $"{_name}: {error}"
            : $"{_name}: {result.Count} pictures, {result.P50:0.0} ms each, {ModelText.Size(result.ProcessBytes)} in memory{failures}.");
    }

    /// <summary>Nothing more is told, and the cursor is at the beginning of a line. Any thread.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isOpen)
                to.Write($"\r{ToItsEnd}");
            (_isOpen, _isOver) = (false, true);
        }
    }

    private void Overwrite(string text)
    {
        lock (_gate)
        {
            if (!isTerminal || _isOver)
                return;
            to.Write($"\r{Say.OneLine(text)}{ToItsEnd}");
            _isOpen = true;
        }
    }

    private void Line(string text)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            to.WriteLine((_isOpen ? "\r" : "") + Say.OneLine(text) + (_isOpen ? ToItsEnd : ""));
            _isOpen = false;
        }
    }
}
