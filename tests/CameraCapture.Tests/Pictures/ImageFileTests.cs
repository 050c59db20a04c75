using System.Buffers.Binary;
using System.Text;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>What is made of files as phones, cameras and cut downloads leave them. Truth: Pillow 9.4 takes or refuses the same.</summary>
public class ImageFileTests
{
    private const int Width = 96, Height = 64;

    private static readonly byte[] Film = [0, 0, 0, 24, .. "ftypmp42"u8, 0xFF, 0xDA, 0xFF, 0xC0, 0, 9, 0xFF, 0xDA];
    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("pictures").FullName;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static Mat Scene()
    {
        Mat scene = new(Height, Width, MatType.CV_8UC3);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                scene.Set(y, x, new Vec3b((byte)(2 * x), (byte)(4 * y), (byte)(x * y % 256)));
        }
        return scene;
    }

    private static byte[] Encode(string extension, params ImageEncodingParam[] parameters)
    {
        using Mat scene = Scene();
        Cv2.ImEncode(extension, scene, out byte[] bytes, parameters);
        return bytes;
    }

    private static byte[] Jpeg(bool progressive = false, int restart = 0) => Encode(
        ".jpg", new(ImwriteFlags.JpegProgressive, progressive ? 1 : 0), new(ImwriteFlags.JpegRstInterval, restart));

    private string? Read(byte[] bytes, Frame frame)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid()}.bin");
        File.WriteAllBytes(path, bytes);
        return ImageFile.TryRead(path, frame);
    }

    private void ShouldBe(byte[] bytes, byte[] like)
    {
        using Frame read = new(), expected = new();
        Assert.That(Read(like, expected), Is.Null);
        Assert.That(Read(bytes, read), Is.Null);
        Assert.That((read.Width, read.Height), Is.EqualTo((expected.Width, expected.Height)));
        for (int y = 0; y < Height; y++)
            Assert.That(read.Row(y)[..(3 * Width)].SequenceEqual(expected.Row(y)[..(3 * Width)]), Is.True, $"row {y}");
    }

    private void ShouldFail(byte[] bytes, string problem)
    {
        using Frame frame = new();
        Assert.That(Read(bytes, frame), Does.StartWith(problem));
        Assert.That(frame.Width, Is.Zero, "the frame is as it was");
    }

    [Test]
    public void What_lies_behind_a_JPEG_is_not_its_affair([Values] bool progressive, [Values(0, 3)] int restart)
    {
        byte[] whole = Jpeg(progressive, restart), noise = new byte[20_000];
        new Random(1).NextBytes(noise);
        ShouldBe([.. whole, .. Film], whole);
        ShouldBe([.. whole, .. noise], whole);
        ShouldBe([.. whole, .. whole[..(whole.Length / 2)]], whole); // a preview that was cut
        ShouldBe([.. whole[..2], 0xFF, 0xFF, .. whole[2..^2], 0xFF, 0xFF, 0xFF, 0xD9], whole); // filled up before marks
        ShouldBe([.. whole[..^2], 0xFF, 0xE0, 0, 4, 1, 2, .. noise], whole); // no end, but something begins
    }

    [Test]
    public void A_JPEG_without_end_but_with_something_behind_is_whole()
    {
        byte[] whole = Jpeg();
        ShouldBe([.. whole[..^2], .. "SEFT and whatever a phone puts there"u8], whole);
        ShouldBe([.. whole[..^2], .. "8 bytes."u8], whole);
        ShouldFail([.. whole[..^2], 1], "is cut off");
        byte[] progressive = Jpeg(progressive: true);
        ShouldBe([.. progressive[..^2], 0xFF, 0xE1, 0, 2], progressive);
        ShouldFail([.. progressive[..^2], .. "SEFT and whatever a phone puts there"u8], "is cut off");
    }

    [Test]
    public void Previews_within_a_JPEG_do_not_end_it()
    {
        byte[] whole = Jpeg(), preview = Jpeg();
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(preview.Length + 2));
        ShouldBe([.. whole[..2], 0xFF, 0xE1, .. length, .. preview, .. whole[2..]], whole);
    }

    [Test]
    public void Half_a_JPEG_is_refused_with_an_end_or_without([Values] bool progressive, [Values(0, 3)] int restart, [Values] bool ended)
    {
        byte[] whole = Jpeg(progressive, restart);
        foreach (double part in (double[])[0.5, 0.7, 0.9])
        {
            byte[] half = whole[..(int)(whole.Length * part)];
            if (progressive && ended && part > 0.8)
                continue; // within the last of its scans: a little less sharp, which nothing tells
            ShouldFail(ended ? [.. half, 0xFF, 0xD9] : half, "is cut off");
        }
        ShouldFail(whole[..^2], "is cut off");
    }

    [Test]
    public void A_PNG_lacks_nothing_but_its_end()
    {
        byte[] whole = Encode(".png");
        ShouldBe(whole[..^12], whole);
        ShouldBe(whole[..^3], whole);
        ShouldBe([.. whole, .. Film], whole);
        ShouldFail(whole[..^20], "is cut off");
        ShouldFail(whole[..40], "is cut off");
    }

    [Test]
    public void A_PNG_with_a_wrong_check_sum_is_damaged()
    {
        byte[] bytes = Encode(".png");
        bytes[^16] ^= 1; // the last of IDAT's
        ShouldFail(bytes, "is damaged");
    }

    [Test]
    public void What_libpng_complains_of_is_not_needed()
    {
        byte[] whole = Encode(".png");
        byte[] profile = Chunk("iCCP", [.. "x"u8, 0, 0, 1, 2, 3, 4, 5]);
        ShouldBe([.. whole[..33], .. profile, .. Chunk("tEXt", [1, 2]), .. whole[33..]], whole);
    }

    // A square of one colour, red over blue, alpha 0, 64, 128, 255.
    [TestCase(2, 8, 200, 40, 90, 0, 200, 40, 90)]
    [TestCase(2, 8, 200, 40, 90, 64, 200, 40, 90)]
    [TestCase(2, 16, 200, 40, 90, 64, 200, 40, 90)]
    [TestCase(0, 8, 200, 40, 90, 64, 200, 40, 90)] // unspecified
    [TestCase(1, 8, 50, 10, 20, 64, 199, 39, 79)] // multiplied already: divided, rounded down
    [TestCase(1, 8, 50, 10, 20, 0, 50, 10, 20)]
    public void TIFF_keeps_its_colours_whatever_alpha_says(
        int meaning, int bits, int red, int green, int blue, int alpha, int redThen, int greenThen, int blueThen)
    {
        foreach (bool isBig in (bool[])[false, true])
        {
            using Frame frame = new();
            Assert.That(Read(Tiff(isBig, bits, meaning, [red, green, blue, alpha]), frame), Is.Null);
            Assert.That(frame.Row(1)[..3].ToArray(), Is.EqualTo(new[] { blueThen, greenThen, redThen }).Within(1));
        }
    }

    [Test]
    public void What_is_not_read_is_named_by_its_content()
    {
        const string Convert = ", which is not read: convert it to JPEG or PNG";
        ShouldFail([0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8, .. new byte[50]], "is HEIC" + Convert);
        ShouldFail([0, 0, 0, 28, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1avif"u8, .. new byte[50]], "is AVIF" + Convert);
        ShouldFail([0, 0, 0, 24, .. "ftypcrx "u8, .. new byte[50]], "is a camera's raw picture" + Convert);
        ShouldFail([0, 0, 0, 24, .. "ftypisom"u8, .. new byte[50]], "is a video");
        ShouldFail([0xFF, 0x0A, 1, 2, 3], "is JPEG XL" + Convert);
        ShouldFail([.. "II*\0"u8, 16, 0, 0, 0, .. "CR\u0002\0"u8, .. new byte[50]], "is a camera's raw picture" + Convert);
        ShouldFail(Tiff(isBig: false, 8, meaning: 0, [1, 2, 3, 4], (50706, 1)), "is a camera's raw picture" + Convert);
        ShouldFail([.. "%PDF-1.4\n"u8], "is PDF" + Convert);
        ShouldFail([.. "\uFEFF<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>"u8], "is SVG" + Convert);
        ShouldFail([.. "<!DOCTYPE html><html>"u8], "is a web page");
        ShouldFail([.. "PF\n1 1\n-1.0\n"u8, .. new byte[12]], "is PFM, of floating-point values" + Convert);
        ShouldFail([.. "Pf 1 1 1.0\n"u8, .. new byte[4]], "is PFM, of floating-point values" + Convert);
        ShouldFail(Encode(".hdr"), "is Radiance, of floating-point values" + Convert);
        ShouldFail([0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 0x0A], "is JPEG 2000" + Convert);
        ShouldFail([0xFF, 0x4F, 0xFF, 0x51, 0, 41], "is JPEG 2000" + Convert);
        ShouldFail([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 24, 0], "is an icon" + Convert);
        ShouldFail(Tiff(isBig: true, 16, meaning: 0, [1, 2, 3, 4], (339, 3)), "is TIFF, of floating-point values" + Convert);
        ShouldFail(Tiff(isBig: false, 8, meaning: 0, [1, 2, 3, 4], (262, 5), (277, 5)), "is TIFF, of CMYK and alpha" + Convert);
        ShouldFail(Tiff(isBig: false, 8, meaning: 0, [1, 2, 3, 4], (262, 8)), "is TIFF, of CIE L*a*b* colours" + Convert);
        ShouldFail(
            Tiff(isBig: true, 8, meaning: 0, [1, 2, 3, 4], (284, 2), (322, 16)), "is TIFF, of tiles with each colour apart" + Convert);
        ShouldFail(Tiff(isBig: false, 8, meaning: 0, [1, 2, 3, 4], (258, 4), (262, 1), (277, 1)), "is TIFF, of 4 bits of grey" + Convert);
        ShouldFail([0x0A, 5, 1, 8, .. new byte[124]], "is PCX" + Convert);
        ShouldFail([0x01, 0xDA, 1, 1, .. new byte[508]], "is SGI" + Convert);
        ShouldFail([0x59, 0xA6, 0x6A, 0x95, .. new byte[28]], "is a Sun raster" + Convert);
        ShouldFail([.. "DDS "u8, 124, .. new byte[123]], "is DDS" + Convert);
        ShouldFail([.. "/* XPM */\nstatic char *x[] = {"u8], "is XPM" + Convert);
        ShouldFail([.. "#define x_width 8\n#define x_height 8\n"u8], "is XBM" + Convert);
        ShouldFail([0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 24, 0x20, .. new byte[6]], "is TGA" + Convert);
        ShouldFail([.. "no picture"u8], "is damaged or no image");
    }

    [Test]
    public void A_transparent_GIF_keeps_its_colours([Values] bool hasControl)
    {
        byte[] control = hasControl ? [0x21, 0xF9, 4, 1, 0, 0, 1, 0] : [];
        byte[] gif =
        [
            .. "GIF89a"u8, 2, 0, 1, 0, 0x80, 0, 0, 200, 90, 40, 10, 20, 30, 0x21, 0xFE, 2, 1, 2, 0, .. control,
            0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0A, 0, 0x3B,
        ];
        using Frame frame = new();
        Assert.That(Read(gif, frame), Is.Null);
        Assert.That(frame.Row(0)[..6].ToArray(), Is.EqualTo(new byte[] { 40, 90, 200, 30, 20, 10 }));
    }

    [Test]
    public void Half_a_file_is_cut_off([Values(".webp", ".bmp", ".gif")] string kind)
    {
        byte[] whole = kind == ".gif" ? [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, .. ","u8, 0, 0, 0, 0, 1, 0, 1, 0] : Encode(kind);
        ShouldFail(whole[..(whole.Length / 2)], "is cut off");
        ShouldFail(whole[..^1], "is cut off");
    }

    [Test]
    public void Damaged_files_are_read_or_refused([Values(".jpg", ".png", ".ppm", "TIFF")] string kind)
    {
        byte[] whole = kind == "TIFF" ? Tiff(isBig: false, 8, meaning: 2, [1, 2, 3, 4]) : Encode(kind);
        Random random = new(5);
        using Frame frame = new();
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = whole[..(i % 4 == 0 ? random.Next(1, whole.Length) : whole.Length)];
            for (int n = 0; n < 3; n++)
                damaged[random.Next(Math.Min(damaged.Length, 700))] = (byte)random.Next(256);
            Assert.DoesNotThrow(() => Read(damaged, frame));
        }
    }

    [Test]
    public void What_exists_is_never_said_not_to()
    {
        using Frame frame = new();
        string missing = Path.Combine(_folder, "missing.png"), link = Path.Combine(_folder, "link.png");
        Machine.LinkFile(link, missing);
        Assert.That(ImageFile.TryRead(missing, frame), Is.EqualTo("does not exist"));
        Assert.That(ImageFile.TryRead(link, frame), Does.StartWith("is a link to"));
        Assert.That(ImageFile.TryRead(_folder, frame), Is.EqualTo("is a folder"));
        Assert.That(ImageFile.TryRead("", frame), Is.EqualTo("is no file name"));
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. content], around = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(around, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(around.AsSpan(4), System.IO.Hashing.Crc32.HashToUInt32(named));
        return [.. around[..4], .. named, .. around[4..]];
    }

    // 2 x 2 pixels of red, green, blue and alpha in one strip, the directory behind them.
    private static byte[] Tiff(bool isBig, int bits, int meaning, int[] pixel, params (int Tag, int Value)[] others)
    {
        List<byte> file = [.. isBig ? "MM\0*"u8 : "II*\0"u8];
        int pixels = 16 * bits / 8;
        Long(8 + pixels);
        for (int i = 0; i < 16; i++)
        {
            if (bits == 8)
                file.Add((byte)pixel[i % 4]);
            else
                Word(pixel[i % 4] * 257);
        }
        (int Tag, int Value)[] tags =
        [
            (256, 2), (257, 2), (258, bits), (259, 1), (262, 2), (273, 8), (277, 4), (278, 2), (279, pixels), (284, 1), (338, meaning),
        ];
        tags = [.. tags.Where(tag => !others.Any(other => other.Tag == tag.Tag)).Concat(others).OrderBy(tag => tag.Tag)];
        Word(tags.Length);
        foreach ((int tag, int value) in tags)
        {
            Word(tag);
            Word(3);
            bool isOfEach = tag == 258 && value == bits;
            Long(isOfEach ? 4 : 1);
            if (isOfEach)
            {
                Long(8 + pixels + 2 + 12 * tags.Length + 4);
                continue;
            }
            Word(value);
            Word(0);
        }
        Long(0);
        for (int i = 0; i < 4; i++)
            Word(bits);
        return [.. file];

        void Word(int value) => file.AddRange(isBig ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)]);

        void Long(int value)
        {
            Word(isBig ? value >> 16 : value & 0xFFFF);
            Word(isBig ? value & 0xFFFF : value >> 16);
        }
    }
}
