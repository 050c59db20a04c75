using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>
/// The host's end, by exit or return from main. On Linux that runs the destructors of libraries while other threads go on: it would take
/// from under a load or a frame what ONNX Runtime works with. Windows ends other threads first.
/// </summary>
internal static unsafe partial class HostExit
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly Lock Registering = new();

    private static bool _isRegistered;
    private static int _process; // in a child of fork none of our threads goes on

    /// <summary>Has loads and frames end before. Once, after ONNX Runtime is loaded.</summary>
    public static void ComesAfterAllWork()
    {
        lock (Registering)
        {
            if (!_isRegistered && Register() != 0)
                throw new OutOfMemoryException();
            _isRegistered = true; // what failed, for want of memory as a rule, is tried again
        }
    }

    // What is registered last runs first, and ONNX Runtime registers most of its destructors with the first network that it opens and runs.
    private static int Register()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        _process = ProcessId();
        LoadedModel.Load(ModelCatalogue.Load().Resolve("lenet5"), new InferenceOptions { Threads = 1 }).Dispose();
        return AtExit(&End, 0, 0);
    }

    // Of what is still at work then nothing can be said; the exit goes on as the host wants it.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void End(nint unused)
    {
        if (ProcessId() != _process)
            return;
        try
        {
            _ = NativeEngines.Shutdown(Longest);
        }
        catch (Exception)
        {
            // Nobody is left to be told.
        }
    }

    // Environment.ProcessId is remembered from before a fork.
    [LibraryImport("libc", EntryPoint = "getpid")]
    private static partial int ProcessId();

    [LibraryImport("libc", EntryPoint = "__cxa_atexit")]
    private static partial int AtExit(delegate* unmanaged[Cdecl]<nint, void> function, nint argument, nint library);
}
