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

    private static readonly Lazy<int> Registered = new(() => OperatingSystem.IsLinux() ? AtExit(&End, 0, 0) : 0);

    /// <summary>
    /// Has loads and frames end before. What is registered last runs first: after ONNX Runtime is loaded, whose destructors are known then.
    /// </summary>
    public static void ComesAfterAllWork()
    {
        if (Registered.Value != 0)
            throw new OutOfMemoryException();
    }

    // Of what is still at work then nothing can be said; the exit goes on as the host wants it.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void End(nint unused)
    {
        try
        {
            _ = NativeEngines.Shutdown(Longest);
        }
        catch (Exception)
        {
            // Nobody is left to be told.
        }
    }

    [LibraryImport("libc", EntryPoint = "__cxa_atexit")]
    private static partial int AtExit(delegate* unmanaged[Cdecl]<nint, void> function, nint argument, nint library);
}
