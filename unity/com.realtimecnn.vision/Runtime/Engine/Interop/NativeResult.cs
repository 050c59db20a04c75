using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
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
        public NativePrediction Top0, Top1, Top2, Top3, Top4, Top5, Top6, Top7, Top8, Top9;
    }
}
