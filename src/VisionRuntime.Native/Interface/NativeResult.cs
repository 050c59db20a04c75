using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>rcnn_result.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeResult
{
    public uint Size;
    public int Count;
    public long Sequence, CapturedNs;
    public float WaitedMs, PreprocessMs, InferMs, TotalMs;
    public int IsTrained, IsMultiLabel;
    public fixed byte Model[TextLimits.NameBytes];
    public fixed byte Backend[TextLimits.KindBytes];
    public fixed byte Preprocessor[TextLimits.KindBytes];
    public NativePredictions Top;
}
