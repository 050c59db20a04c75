using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// What asks the program to end: Ctrl-C, SIGTERM, a closed terminal (SIGHUP), SIGQUIT. The first has everything end in order, with the
/// exit code that it would have had. Those that follow change nothing: what still goes on is files that are being finished. What takes
/// longer than that may is cut off, and the program ends with the signal's exit code, 128 and its number.
/// </summary>
internal sealed class EndSignals
{
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(0.2); // nobody may be reading it

    private readonly CancellationTokenSource _first = new();
    private readonly CancellationTokenSource _late = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<int> _end;
    private int _count;

    /// <param name="end">Ends the program at once, with an exit code; null for what does.</param>
    public EndSignals(Action<int>? end = null) => _end = end ?? ProcessEnd.Now;

    /// <summary>Cancelled by the first of them.</summary>
    public CancellationToken Token => _first.Token;

    /// <summary>Cancelled shortly before the program is cut off: what still waits for others gives up.</summary>
    public CancellationToken Late => _late.Token;

    /// <summary>From here on they are heard, until the program has ended.</summary>
    /// <param name="patience">How long the end may take.</param>
    public void Hear(TimeSpan patience)
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Take(signal, patience);
            }));
        }
    }

    /// <summary>One has come. Any thread, several at once; throws nothing, for that would end the program.</summary>
    internal void Take(PosixSignal signal, TimeSpan patience)
    {
        if (Interlocked.Increment(ref _count) > 1)
            return;
        _late.CancelAfter(patience * 0.9);
        new Thread(() => CutOff(signal, patience)) { IsBackground = true, Name = "End" }.Start();
        _ = _first.CancelAsync();
    }

    // On a thread of its own, so that whatever hangs cannot hold it up.
    private void CutOff(PosixSignal signal, TimeSpan patience)
    {
        Thread.Sleep(patience);
        Thread said = new(() => Say.Error($"It did not end within {patience.TotalSeconds:0} s of {signal}; what was not finished is lost."))
        {
            IsBackground = true,
        };
        said.Start();
        said.Join(LastWord);
        _end(128 + NumberOf(signal));
    }

    // signal(7): the same on every system.
    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => 15,
    };
}
