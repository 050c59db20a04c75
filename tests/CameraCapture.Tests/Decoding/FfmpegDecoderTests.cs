using System.Runtime.Versioning;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Pictures, against what FFmpeg's own programs say of the same films.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public class FfmpegDecoderTests
{
    private string _folder = "";

    private static FfmpegProgram Program => FfmpegProgram.Get(out string? problem) ?? throw new InvalidOperationException(problem);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string Join(string name, params string[] films)
    {
        File.WriteAllBytes(At(name), [.. films.SelectMany(File.ReadAllBytes)]);
        return At(name);
    }

    private static List<(int Width, int Height, double? Time, byte[] Pixels)> ReadAll(string path)
    {
        using FfmpegDecoder decoder = new(Program, FfmpegInput.File(path, Program));
        List<(int, int, double?, byte[])> pictures = [];
        Assert.That(decoder.Start(), Is.Null);
        using Frame frame = new();
        while (decoder.Read(frame))
        {
            byte[] pixels = [.. Enumerable.Range(0, frame.Height).SelectMany(y => frame.Row(y).ToArray())];
            pictures.Add((frame.Width, frame.Height, decoder.Time?.TotalSeconds, pixels));
        }
        Assert.That((decoder.IsAtEnd, decoder.FirstError), Is.EqualTo((true, (string?)null)), "none of these films is damaged");
        return pictures;
    }

    private static double MeanDifference(byte[] one, byte[] other)
    {
        Assert.That(one, Has.Length.EqualTo(other.Length));
        return one.Zip(other, (a, b) => Math.Abs(a - b)).Average();
    }

    [TestCase("ts", "libx264 -qp 10")]
    [TestCase("mjpeg", "mjpeg -q:v 2")]
    public void Pictures_come_in_their_own_size(string format, string codec)
    {
        string first = Films.Make(At($"a.{format}"), $"-f lavfi -i color=red:s=322x240:d=0.2 -c:v {codec}");
        string second = Films.Make(At($"b.{format}"), $"-f lavfi -i color=blue:s=640x480:d=0.2 -c:v {codec}");
        string third = Films.Make(At($"c.{format}"), $"-f lavfi -i color=lime:s=480x640:d=0.2 -c:v {codec}");
        var pictures = ReadAll(Join($"all.{format}", first, second, third));
        var sizes = pictures.Select(picture => (picture.Width, picture.Height));
        (int, int)[] expected = [(322, 240), (640, 480), (480, 640)];
        Assert.That(sizes, Is.EqualTo(expected.SelectMany(size => Enumerable.Repeat(size, 5))));
        byte[][] colours = [[0, 0, 255], [255, 0, 0], [0, 255, 0]];
        for (int i = 0; i < 15; i++)
            Assert.That(pictures[i].Pixels.TakeLast(3), Is.EqualTo(colours[i / 5]).Within(3), $"picture {i}");
    }

    [TestCase("yuvj422p", "yuvj420p")]
    [TestCase("yuvj444p", "yuvj420p")]
    [TestCase("yuvj420p", "yuvj422p")]
    public void Colours_outlive_a_change_of_pixel_format(string before, string after)
    {
        string first = Films.Make(At("a.mjpeg"), $"-f lavfi -i testsrc2=s=160x120:d=0.2 -c:v mjpeg -q:v 2 -pix_fmt {before}");
        string second = Films.Make(At("b.mjpeg"), $"-f lavfi -i testsrc2=s=160x120:d=0.2 -c:v mjpeg -q:v 2 -pix_fmt {after}");
        var pictures = ReadAll(Join("both.mjpeg", first, second));
        byte[] truth = [.. Films.Pixels(first), .. Films.Pixels(second)];
        Assert.That(MeanDifference([.. pictures.SelectMany(picture => picture.Pixels)], truth), Is.LessThan(0.5));
    }

    // What was painted before the matrix of the name made luma and chroma of it is the truth.
    [Test]
    public void Tagged_colours_come_back_as_they_were_painted(
        [Values("bt709", "smpte170m", "bt470bg", "bt2020nc")] string tag, [Values("tv", "pc")] string range)
    {
        string matrix = tag switch { "bt2020nc" => "bt2020", "bt709" => "bt709", _ => "bt601" };
        Films.Make(At("a.h264"), "-f lavfi -i color=red:s=64x48:d=0.08,format=rgb24,drawbox=32:0:32:24:0x00ff00:fill,"
            + "drawbox=0:24:32:24:0x0000ff:fill,drawbox=32:24:32:24:0xc08060:fill -vf "
            + $"scale=out_color_matrix={matrix}:out_range={range},format=yuv444p -c:v libx264 -preset ultrafast -qp 0 "
            + $"-colorspace {tag} -color_range {range}");
        byte[] pixels = ReadAll(At("a.h264"))[^1].Pixels;
        byte[] Pixel(int x, int y) => pixels[((y * 64 + x) * 3)..][..3];
        Assert.That(Pixel(10, 10), Is.EqualTo(new byte[] { 0, 0, 255 }).Within(3));
        Assert.That(Pixel(50, 10), Is.EqualTo(new byte[] { 0, 255, 0 }).Within(3));
        Assert.That(Pixel(10, 40), Is.EqualTo(new byte[] { 255, 0, 0 }).Within(3));
        Assert.That(Pixel(50, 40), Is.EqualTo(new byte[] { 96, 128, 192 }).Within(3));
    }

    [TestCase("64x718", "bt601")]
    [TestCase("64x720", "bt709")]
    public void Untagged_colours_go_by_the_number_of_lines(string size, string matrix)
    {
        Films.Make(At("a.h264"), $"-f lavfi -i color=red:s={size}:d=0.2,format=rgb24 -vf scale=out_color_matrix={matrix},format=yuv420p "
            + "-c:v libx264 -preset ultrafast -qp 0");
        var pictures = ReadAll(At("a.h264"));
        Assert.That(pictures, Has.Count.EqualTo(5));
        foreach (var picture in pictures)
            Assert.That(picture.Pixels.Take(3), Is.EqualTo(new byte[] { 0, 0, 255 }).Within(3));
    }

    [Test]
    public void An_untagged_film_may_grow_to_another_matrix_and_back()
    {
        string Part(string size, string colour, string matrix) => Films.Make(At($"{colour}.h264"),
            $"-f lavfi -i color={colour}:s={size}:d=0.2,format=rgb24 -vf scale=out_color_matrix={matrix},format=yuv420p "
            + "-c:v libx264 -preset ultrafast -qp 0");
        string film = Join("all.h264", Part("64x48", "red", "bt601"), Part("64x720", "lime", "bt709"), Part("32x48", "blue", "bt601"));
        var pictures = ReadAll(film);
        byte[][] colours = [[0, 0, 255], [0, 255, 0], [255, 0, 0]];
        Assert.That(pictures, Has.Count.EqualTo(15));
        for (int i = 0; i < 15; i++)
            Assert.That(pictures[i].Pixels.Take(3), Is.EqualTo(colours[i / 5]).Within(3), $"picture {i}");
    }

    [TestCase("90", 48, 64)]
    [TestCase("180", 64, 48)]
    [TestCase("270", 48, 64)]
    public void A_turned_film_stands_upright(string degrees, int width, int height)
    {
        Films.Make(At("a.mp4"), "-f lavfi -i testsrc2=s=64x48:d=0.2 -c:v libx264 -pix_fmt yuv420p");
        Films.Make(At("turned.mp4"), $"-i {At("a.mp4")} -c copy -metadata:s:v:0 rotate={degrees}");
        var pictures = ReadAll(At("turned.mp4"));
        Assert.That(pictures.Select(picture => (picture.Width, picture.Height)), Is.All.EqualTo((width, height)));
        byte[] truth = Films.Pixels(At("turned.mp4"));
        Assert.That(MeanDifference([.. pictures.SelectMany(picture => picture.Pixels)], truth), Is.LessThan(0.5));
    }

    [TestCase("b-frames.mp4", "-c:v libx264 -bf 3 -g 12")]
    [TestCase("fragments.mp4", "-c:v libx264 -movflags frag_keyframe+empty_moov -g 4")]
    [TestCase("live.mkv", "-c:v libx264 -live 1")]
    [TestCase("raw.h264", "-c:v libx264 -bf 2")]
    [TestCase("late.mp4", "-f lavfi -i sine=d=2 -vf setpts=PTS+0.7/TB -c:v libx264")]
    [TestCase("uneven.mkv", "-vf select='not(mod(n\\,3))+gt(n\\,16)' -fps_mode vfr -c:v libx264")]
    [TestCase("slow.mp4", "-vf setpts=50*PTS -fps_mode vfr -c:v libx264")]
    [TestCase("a.ts", "-c:v mpeg2video -flags +ilme+ildct -bf 2")]
    [TestCase("hevc.mp4", "-c:v libx265 -x265-params log-level=none")]
    [TestCase("vp9.webm", "-c:v libvpx-vp9 -deadline realtime")]
    [TestCase("av1.mkv", "-c:v libaom-av1 -cpu-used 8 -usage realtime")]
    [TestCase("prores.mov", "-c:v prores_ks")]
    [TestCase("ffv1.avi", "-c:v ffv1")]
    [TestCase("a.gif", "")]
    [TestCase("a.apng", "-plays 1")]
    public void Every_picture_comes_once_at_its_time(string name, string coding)
    {
        Films.Make(At(name), $"-f lavfi -i testsrc2=s=64x48:d=0.88 {coding}".TrimEnd());
        var pictures = ReadAll(At(name));
        double?[] times = Films.Times(At(name));
        Assert.That(pictures, Has.Count.EqualTo(times.Length).And.Count.GreaterThan(8));
        byte[] truth = Films.Pixels(At(name));
        Assert.That(MeanDifference([.. pictures.SelectMany(picture => picture.Pixels)], truth), Is.LessThan(0.5));
        // A raw stream has no times of its own, and is given those of its frame rate.
        if (times[0] is null)
            return;
        var ours = pictures.Select(picture => picture.Time - pictures[0].Time);
        Assert.That(ours, Is.EqualTo(times.Select(time => time - times[0])).Within(0.002));
    }

    [Test]
    public void A_file_may_have_any_name()
    {
        string film = Films.Make(At("a.mkv"), "-f lavfi -i testsrc2=s=64x48:d=0.2 -c:v ffv1");
        string[] names =
        [
            "-leading dash.mkv", "a:b.mkv", "http:x.mkv", "100%d.mkv", "[1]*?.mkv", "'q\"uo;te$HOME.mkv", "line\nbreak\ttab.mkv",
            "Grüße 日本 🎞.mkv", "no ending",
        ];
        foreach (string name in names)
        {
            File.Move(film, film = At(name));
            Assert.That(ReadAll(film), Has.Count.EqualTo(5), name);
        }
    }

    [TestCase("while :; do :; done", true)]
    [TestCase("exec sleep 600", false)]
    public void It_tells_whether_its_program_works(string script, bool works)
    {
        File.WriteAllText(At("ffmpeg"), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(At("ffmpeg"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using FfmpegDecoder decoder = new(Program with { Path = At("ffmpeg") }, FfmpegInput.File(At("a.mkv"), Program));
        Assert.That(decoder.Work, Is.Null);
        Assert.That(decoder.Start(), Is.Null);
        Assert.That(decoder.Work, Is.Not.Null);
        if (works)
            Assert.That(() => decoder.Work, Is.GreaterThan(TimeSpan.Zero).After(60_000, 20), "processor time passes");
        decoder.Dispose();
        Assert.That(decoder.Work, Is.Null);
    }

    [Test]
    public void It_ends_with_its_reader()
    {
        Films.Make(At("a.mkv"), "-f lavfi -i testsrc2=s=640x480:d=4 -c:v ffv1");
        using FfmpegDecoder decoder = new(Program, FfmpegInput.File(At("a.mkv"), Program));
        Assert.That(decoder.Start(), Is.Null);
        using Frame frame = new();
        Assert.That(decoder.Read(frame), Is.True);
        decoder.Interrupt();
        while (decoder.Read(frame))
        {
        }
        Assert.That(decoder.IsAtEnd, Is.False);
        decoder.Dispose();
        decoder.Dispose();
        decoder.Interrupt();
    }
}
