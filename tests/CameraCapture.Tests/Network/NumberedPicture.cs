using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Pictures that hold their number, as blocks of black and white that survive a lossy codec.</summary>
internal static class NumberedPicture
{
    public const int Width = 160;
    public const int Height = 120;

    private const int Bits = 20;
    private const int Block = 24;
    private const int PerRow = 6;

    /// <summary>A JPEG of the picture.</summary>
    public static byte[] Jpeg(int number)
    {
        using Mat picture = new(Height, Width, MatType.CV_8UC3, new Scalar(90, 120, 60));
        for (int bit = 0; bit < Bits; bit++)
            Cv2.Rectangle(picture, new Rect(X(bit), Y(bit), Block, Block), Scalar.All((number >> bit & 1) * 255), thickness: -1);
        return picture.ToBytes(".jpg");
    }

    /// <summary>The number that a decoded picture holds.</summary>
    public static int Read(Frame frame)
    {
        int number = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            byte green = frame.Row(Y(bit) + Block / 2)[(X(bit) + Block / 2) * 3 + 1];
            Assert.That(green, Is.LessThan(60).Or.GreaterThan(195), "a block is black or white");
            number |= (green > 128 ? 1 : 0) << bit;
        }
        return number;
    }

    private static int X(int bit) => 8 + bit % PerRow * Block;

    private static int Y(int bit) => 8 + bit / PerRow * Block;
}
