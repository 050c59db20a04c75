using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Learns that the X server is gone. Left to itself, Xlib then writes to stderr and ends the process (XSetIOErrorHandler, Xlib manual
/// section 11.8.2), and a recording with it; with a handler of XSetIOErrorExitHandler (libX11 1.7 and later) its calls return instead.
/// </summary>
internal static unsafe partial class XDisplayLoss
{
    private static volatile bool _isLost;

    /// <summary>True once the connection is broken. Any thread.</summary>
    public static bool IsLost => _isLost;

    /// <summary>Watches a connection; one at a time per process.</summary>
    /// <param name="display">Xlib's Display; zero (no X11) does nothing.</param>
    public static void Watch(nint display)
    {
        _isLost = false;
        if (display == 0)
            return;
        try
        {
            SetIOErrorHandler(&OnLost);
            SetIOErrorExitHandler(display, &Return, 0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // An older libX11 ends the process; there is no way to stop it.
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnLost(nint display)
    {
        _isLost = true;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Return(nint display, nint data)
    {
    }

    [LibraryImport("libX11.so.6", EntryPoint = "XSetIOErrorHandler")]
    private static partial nint SetIOErrorHandler(delegate* unmanaged[Cdecl]<nint, int> handler);

    [LibraryImport("libX11.so.6", EntryPoint = "XSetIOErrorExitHandler")]
    private static partial void SetIOErrorExitHandler(nint display, delegate* unmanaged[Cdecl]<nint, nint, void> handler, nint data);
}
