using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_prediction.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativePrediction
    {
        public int ClassId;
        public float Score;
        public fixed byte Label[TextLimits.NameBytes];
    }
}
