using System.Runtime.InteropServices;

namespace RealtimeCnn.CameraCapture;

/// <summary>A quick hash over every eighth row: sensor noise makes any two pictures of a living camera differ there. Any thread.</summary>
internal static class FrameHash
{
    public static ulong Compute(Frame frame)
    {
        ulong hash = (ulong)frame.Width << 32 | (uint)frame.Height;
        for (int y = 0; y < frame.Height; y += 8)
        {
            ReadOnlySpan<byte> row = frame.Row(y);
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(row))
                hash = (ulong.RotateLeft(hash, 5) ^ word) * 0x9E3779B97F4A7C15;
            foreach (byte value in row[(row.Length & ~7)..])
                hash = (ulong.RotateLeft(hash, 5) ^ value) * 0x9E3779B97F4A7C15;
        }
        return hash;
    }
}
