using System.Buffers.Binary;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>BMP as ImageMagick and old programs write it. Truth: Pillow 9.4, which takes 5 bits to 8 by x 255 / 31, rounded down.</summary>
public class BitmapFileTests
{
    private static byte[] Bitmap(
        int header, int bits, int compression, int width, int height, byte[] behind, byte[] pixels, int[]? masks = null)
    {
        byte[] file = new byte[14 + header];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        Put(2, file.Length + behind.Length + pixels.Length);
        Put(10, file.Length + behind.Length);
        Put(14, header);
        Put(18, width);
        Put(22, height);
        Put(26, 1 | bits << 16);
        Put(30, compression);
        for (int i = 0; header > 40 && i < masks?.Length; i++)
            Put(54 + 4 * i, masks[i]);
        return [.. file, .. behind, .. pixels];

        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }

    private static byte[] Bytes(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes(value))];

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];

    private static byte[][] Rows(byte[] file)
    {
        using Frame frame = new();
        Assert.That(BitmapFile.IsOne(file), Is.True);
        Assert.That(BitmapFile.Read(file, frame), Is.Null);
        return [.. Enumerable.Range(0, frame.Height).Select(y => frame.Row(y)[..(3 * frame.Width)].ToArray())];
    }

    [Test]
    public void Sixteen_bits_reach_255_whatever_the_header([Values(40, 56, 108, 124)] int header, [Values] bool isTopDown)
    {
        int[] masks = [0xF800, 0x7E0, 0x1F];
        byte[] first = Words(0xFFFF, 0x001F, 0x8410, 0), second = Words(0, 0xF800, 0x07E0, 0);
        byte[] file = Bitmap(header, 16, 3, 3, isTopDown ? -2 : 2, header == 40 ? Bytes(masks) : [],
            isTopDown ? [.. first, .. second] : [.. second, .. first], masks);
        byte[][] rows = Rows(file);
        Assert.That(rows[0], Is.EqualTo(new byte[] { 255, 255, 255, 255, 0, 0, 131, 129, 131 }));
        Assert.That(rows[1], Is.EqualTo(new byte[] { 0, 0, 0, 0, 0, 255, 0, 255, 0 }));
    }

    [Test]
    public void Fifteen_bits_need_no_masks() =>
        Assert.That(Rows(Bitmap(40, 16, 0, 2, 1, [], Words(0x7FFF, 0x7C01)))[0], Is.EqualTo(new byte[] { 255, 255, 255, 8, 0, 255 }));

    [Test]
    public void Thirty_two_bits_may_lie_in_any_order() =>
        Assert.That(
            Rows(Bitmap(124, 32, 3, 1, 1, [], Bytes(0x11223344), [0xFF, 0xFF00, 0xFF0000]))[0],
            Is.EqualTo(new byte[] { 0x22, 0x33, 0x44 }));

    [Test]
    public void Runs_of_eight_bits([Values(40, 124)] int header)
    {
        byte[] palette = new byte[1024];
        Bytes(0x0000FF, 0x00FF00, 0xFF0000).CopyTo(palette, 0);
        byte[] runs = [3, 1, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1];
        byte[][] rows = Rows(Bitmap(header, 8, 1, 3, 2, palette, runs));
        Assert.That(rows[1], Is.EqualTo(new byte[] { 0, 255, 0, 0, 255, 0, 0, 255, 0 }));
        Assert.That(rows[0], Is.EqualTo(new byte[] { 255, 0, 0, 0, 255, 0, 0, 0, 255 }));
    }

    [Test]
    public void Runs_of_four_bits_with_a_leap()
    {
        byte[] palette = [.. Bytes(0, 0xFFFFFF, 0x0000FF), .. new byte[52]];
        byte[] runs = [3, 0x12, 0, 0, 0, 2, 1, 0, 2, 0x11, 0, 1];
        byte[][] rows = Rows(Bitmap(40, 4, 2, 3, 2, palette, runs));
        Assert.That(rows[1], Is.EqualTo(new byte[] { 255, 255, 255, 255, 0, 0, 255, 255, 255 }));
        Assert.That(rows[0], Is.EqualTo(new byte[] { 0, 0, 0, 255, 255, 255, 255, 255, 255 }));
    }

    [Test]
    public void What_is_missing_or_impossible_is_said()
    {
        using Frame frame = new();
        byte[] whole = Bitmap(124, 16, 3, 2, 2, [], Words(1, 2, 3, 4), [0xF800, 0x7E0, 0x1F]);
        Assert.That(BitmapFile.Read(whole, frame), Is.Null);
        Assert.That(BitmapFile.Read(whole.AsSpan(0, whole.Length - 1), frame), Is.EqualTo("is cut off"));
        Assert.That(BitmapFile.Read(Bitmap(124, 16, 3, 2, 2, [], Words(1, 2, 3, 4), [0xF800, 0, 5]), frame), Does.StartWith("is damaged"));
        Assert.That(BitmapFile.Read(Bitmap(40, 16, 0, 20_000, 2, [], Words(1)), frame), Does.StartWith("has 20000 x 2 pixels"));
        Assert.That(BitmapFile.Read(Bitmap(40, 16, 0, 0, 2, [], Words(1)), frame), Does.StartWith("is damaged"));
        Assert.That(BitmapFile.Read(Bitmap(40, 8, 1, 3, 2, new byte[1024], [3, 1, 0]), frame), Is.EqualTo("is cut off"));
    }

    [Test]
    public void Damaged_files_are_read_or_refused()
    {
        byte[][] files =
        [
            Bitmap(124, 16, 3, 5, 4, [], new byte[48], [0xF800, 0x7E0, 0x1F]),
            Bitmap(40, 8, 1, 5, 4, new byte[1024], [.. new byte[40], 0, 1]),
            Bitmap(40, 4, 2, 5, 4, new byte[64], [0, 5, 1, 2, 3, 0, 9, 9, 0, 2, 3, 1, 0, 1]),
        ];
        Random random = new(7);
        using Frame frame = new();
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. files[i % 3]];
            for (int n = 0; n < 3; n++)
                damaged[random.Next(random.Next(2) == 0 ? 70 : damaged.Length)] = (byte)random.Next(256);
            damaged = damaged[..random.Next(damaged.Length / 2, damaged.Length + 1)];
            if (BitmapFile.IsOne(damaged))
                Assert.DoesNotThrow(() => BitmapFile.Read(damaged, frame));
        }
    }
}
