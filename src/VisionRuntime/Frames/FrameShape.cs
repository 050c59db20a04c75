namespace RealtimeCnn;

/// <summary>All that tables depend on: what frames of one stream have in common.</summary>
internal readonly record struct FrameShape(int Width, int Height, PixelFormat Format, FrameTransform Transform, bool IsOnGpu);
