namespace RealtimeCnn.CameraCapture.Tests;

[Platform("Linux")]
public class FfmpegDecoderTests
{
    private string _folder = "";

    private static FfmpegProgram Program => FfmpegProgram.Get(out string? problem) ?? throw new InvalidOperationException(problem);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private static List<(int Width, int Height, TimeSpan? Time, byte[] Pixels)> ReadAll(FfmpegDecoder decoder)
    {
        List<(int, int, TimeSpan?, byte[])> pictures = [];
        Assert.That(decoder.Start(), Is.Null);
        using Frame frame = new();
        while (decoder.Read(frame))
        {
            byte[] pixels = [.. Enumerable.Range(0, frame.Height).SelectMany(y => frame.Row(y).ToArray())];
            pictures.Add((frame.Width, frame.Height, decoder.Time, pixels));
        }
        return pictures;
    }

    private static FfmpegDecoder Open(string path) => new(Program, FfmpegInput.File(path, Program));

    [Test]
    public void Pictures_come_in_their_own_size()
    {
        Films.Make(At("a.ts"), "-f lavfi -i color=red:s=322x240:d=0.2 -c:v libx264 -qp 10");
        Films.Make(At("b.ts"), "-f lavfi -i color=blue:s=640x480:d=0.2 -c:v libx264 -qp 10");
        File.WriteAllBytes(At("both.ts"), [.. File.ReadAllBytes(At("a.ts")), .. File.ReadAllBytes(At("b.ts"))]);
        using FfmpegDecoder decoder = Open(At("both.ts"));
        var pictures = ReadAll(decoder);
        Assert.That(decoder.IsAtEnd, Is.True);
        var sizes = pictures.Select(picture => (picture.Width, picture.Height));
        Assert.That(sizes, Is.EqualTo(Enumerable.Repeat((322, 240), 5).Concat(Enumerable.Repeat((640, 480), 5))));
        Assert.That(pictures[4].Pixels.TakeLast(3), Is.EqualTo(new byte[] { 0, 0, 253 }).Within(2));
        Assert.That(pictures[9].Pixels.TakeLast(3), Is.EqualTo(new byte[] { 253, 0, 0 }).Within(2));
    }
}
