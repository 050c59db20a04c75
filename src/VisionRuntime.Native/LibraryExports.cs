using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>The library itself. Like all functions of this interface the header documents these.</summary>
internal static unsafe class LibraryExports
{
    private const uint AbiVersionNumber = 1;

    private static readonly string Version = typeof(VisionEngine).Assembly.GetName().Version!.ToString(fieldCount: 3);

    [UnmanagedCallersOnly(EntryPoint = "rcnn_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    private static uint AbiVersion() => AbiVersionNumber;

    [UnmanagedCallersOnly(EntryPoint = "rcnn_version", CallConvs = [typeof(CallConvCdecl)])]
    private static int GetVersion(byte* text, int room)
    {
        try
        {
            return Text.Answer(Version, text, room);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_last_error", CallConvs = [typeof(CallConvCdecl)])]
    private static int GetLastError(byte* text, int room)
    {
        try
        {
            return Text.Answer(Failure.Last, text, room);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_clock", CallConvs = [typeof(CallConvCdecl)])]
    private static long GetClock() => Clock.Now;

    [UnmanagedCallersOnly(EntryPoint = "rcnn_shutdown", CallConvs = [typeof(CallConvCdecl)])]
    private static int Shutdown(uint timeoutMs)
    {
        try
        {
            return NativeEngines.Shutdown(TimeSpan.FromMilliseconds(Math.Min(timeoutMs, int.MaxValue))) ? Status.Ok : Status.Nothing;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }
}
