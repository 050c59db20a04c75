using System.IO.Hashing;

namespace RealtimeCnn.CameraCapture;

/// <summary>A quick hash over every eighth row: sensor noise makes any two pictures of a living camera differ there. Any thread.</summary>
internal static class FrameHash
{
    public static ulong Compute(Frame frame)
    {
        ulong hash = (ulong)frame.Width << 32 | (uint)frame.Height;
        for (int y = 0; y < frame.Height; y += 8)
            hash = XxHash3.HashToUInt64(frame.Row(y), (long)hash);
        return hash;
    }
}
