using System.Runtime.InteropServices;
using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class InputPictureTests
{
    [Test]
    public void UndoesWhatThePreprocessorDid([Values] ChannelOrder channels, [Values] TensorType type, [Values] bool last)
    {
        bool levels = type == TensorType.UInt8, grey = channels == ChannelOrder.Grey;
        PreprocessSpec spec = new()
        {
            Width = 24, Height = 16, Policy = ResizePolicy.Stretch, Filter = ResizeFilter.Bilinear, Channels = channels, Type = type,
            ChannelsLast = last,
            Mean = levels ? [0f] : grey ? [0.5f] : [0.485f, 0.456f, 0.406f],
            Std = levels ? [1 / 255f] : grey ? [0.5f] : [0.229f, 0.224f, 0.225f],
        };
        using var frame = new Frame();
        frame.Reshape(24, 16, PixelFormat.Bgr8);
        new Random(5).NextBytes(frame.Pixels);
        byte[] tensor = new byte[spec.ByteCount];
        using (var preprocessor = new ScalarPreprocessor(spec))
            preprocessor.Run(frame, tensor);

        using var picture = new InputPicture();
        picture.Show(tensor, spec);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((24, 16)));
        for (int y = 0; y < 16; y++)
        {
            for (int x = 0; x < 24; x++)
            {
                ReadOnlySpan<byte> pixel = frame.Row(y)[(3 * x)..];
                uint shown = Pixels.At(picture.Canvas, x, y);
                int luma = (int)Math.Round(0.299 * pixel[2] + 0.587 * pixel[1] + 0.114 * pixel[0]);
                for (int c = 0; c < 3; c++)
                {
                    int expected = grey ? luma : pixel[c];
                    Assert.That((int)(shown >> 8 * c & 255), Is.EqualTo(expected).Within(1), $"{x}, {y}, channel {c}");
                }
                Assert.That(shown >> 24, Is.EqualTo(255));
            }
        }
    }

    [Test]
    public void NumbersOutOfRangeAreClipped_AndWhatIsNoNumberIsBlack()
    {
        PreprocessSpec spec = new() { Width = 4, Height = 1, Channels = ChannelOrder.Grey };
        using var picture = new InputPicture();
        picture.Show(MemoryMarshal.AsBytes<float>([7f, -7f, float.NaN, float.PositiveInfinity]), spec);
        Assert.That(
            Enumerable.Range(0, 4).Select(x => Pixels.At(picture.Canvas, x, 0)),
            Is.EqualTo(new[] { 0xFFFFFFFF, 0xFF000000, 0xFF000000, 0xFFFFFFFF }));
    }

    [Test]
    public void ATensorOfAnotherSizeIsRefused()
    {
        using var picture = new InputPicture();
        Assert.That(() => picture.Show(new byte[8], new PreprocessSpec { Width = 4, Height = 4 }), Throws.ArgumentException);
    }
}
