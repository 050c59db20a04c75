using System;
using System.Runtime.InteropServices;
using System.Text;

// The part of include/realtime_cnn.h that the host uses, in C# 7 as engines with Mono compile it.
[StructLayout(LayoutKind.Sequential)]
public struct RcnnFrame
{
    public uint Size;
    public int Format;
    public IntPtr Pixels;
    public ulong ByteCount;
    public int Width, Height, Stride, BottomUp, QuarterTurns, Mirrored, CropX, CropY, CropWidth, CropHeight;
    public long CapturedNs;
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct RcnnResult
{
    public uint Size;
    public int Count;
    public long Sequence, CapturedNs;
    public float WaitedMs, PreprocessMs, InferMs, TotalMs;
    public int IsTrained, IsMultiLabel;
    public fixed byte Model[128];
    public fixed byte Backend[32];
    public fixed byte Preprocessor[32];
    public fixed byte Top[10 * (8 + 128)]; // number, score, label
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct RcnnSwapInfo
{
    public uint Size;
    public int Stage;
    public float Seconds, LoadMs, GapMs;
    public int Unused;
    public long AtFrame;
    public fixed byte Model[128];
    public fixed byte Error[1024];
}

public static unsafe class Rcnn
{
    public const int Bgra8 = 5, Loading = 1, Failed = 5;
    private const string Library = "realtime_cnn";

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_create(IntPtr options, out ulong engine);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_destroy(ulong engine);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_engines([Out] ulong[] engines, int room);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_shutdown(uint timeoutMs);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_submit(ulong engine, ref RcnnFrame frame, IntPtr sequence);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_rent(ulong engine, ref RcnnFrame frame, out ulong buffer);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_poll(ulong engine, RcnnResult* result);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_swap(ulong engine, byte[] idOrPath, out ulong swap);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    public static extern int rcnn_swap_state(ulong engine, ulong swap, RcnnSwapInfo* info);

    [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
    private static extern int rcnn_last_error(byte[] text, int room);

    public static int Check(int status, string what)
    {
        if (status >= 0)
            return status;
        var text = new byte[1024];
        rcnn_last_error(text, text.Length);
        throw new InvalidOperationException(what + ": " + status + ": " + Read(text));
    }

    public static ulong Swap(ulong engine, string model)
    {
        ulong swap;
        Check(rcnn_swap(engine, Encoding.UTF8.GetBytes(model + "\0"), out swap), "swap");
        return swap;
    }

    public static string Read(byte* text)
    {
        int length = 0;
        while (text[length] != 0)
            length++;
        return Encoding.UTF8.GetString(text, length);
    }

    private static string Read(byte[] text)
    {
        fixed (byte* first = text)
            return Read(first);
    }
}
