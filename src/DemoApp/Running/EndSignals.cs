using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Makes a closed terminal (SIGHUP) and SIGQUIT end a run in order, as Ctrl-C and SIGTERM do; a second one ends the program at once.
/// </summary>
internal sealed class EndSignals : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="others">What ends the run as well.</param>
    public EndSignals(CancellationToken others)
    {
        _ending = CancellationTokenSource.CreateLinkedTokenSource(others);
        _registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGHUP, End), PosixSignalRegistration.Create(PosixSignal.SIGQUIT, End)];
    }

    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _ending.Dispose();
    }

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = !_ending.IsCancellationRequested;
        _ending.Cancel();
    }
}
