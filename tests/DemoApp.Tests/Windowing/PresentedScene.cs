using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>The fixed frame and numbers that windows of every system show in tests.</summary>
internal static class PresentedScene
{
    /// <summary>A picture in which every mistake shows: no symmetry, edges, gradients.</summary>
    public static Frame Frame(int width, int height)
    {
        var frame = new Frame();
        frame.Reshape(width, height, PixelFormat.Bgr8);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int x = 0; x < width; x++)
            {
                byte stripes = (byte)((x / 40 + y / 30) % 3 == 0 ? 220 : 40);
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(x * 255 / width), (byte)(y * 255 / height), stripes);
            }
        }
        return frame;
    }

    public static OverlayContent Content()
    {
        var content = new OverlayContent
        {
            ModelDisplayName = "LeNet-5 (1998)",
            Models = [new("lenet5", "LeNet-5 (1998)", "1"), new("alexnet", "AlexNet (2012)", "2")],
            ActiveModel = 0,
            Keys = KeyBindings.Line,
        };
        (content.Status.SourceName, content.Status.SourceState) = ("pattern", CaptureState.Running);
        (content.Status.FpsIn, content.Status.FpsOut) = (30, 30);
        return content;
    }
}
