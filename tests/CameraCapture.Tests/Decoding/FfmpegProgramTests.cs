using System.Runtime.Versioning;

namespace RealtimeCnn.CameraCapture.Tests;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
public class FfmpegProgramTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private void Write(string script, bool isExecutable = true)
    {
        string path = Path.Combine(_folder, "ffmpeg");
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, isExecutable ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
    }

    private string? Problem() => FfmpegProgram.Find([_folder]).Problem;

    [Test]
    public void A_program_that_cannot_be_used_is_named_with_the_reason()
    {
        Assert.That(Problem(), Is.EqualTo("the program ffmpeg is not installed (Debian: apt install ffmpeg)"));
        Assert.That(FfmpegProgram.Find(["."]).Problem, Does.Contain("not installed"), "a relative folder is anybody's");
        Write("#!/bin/sh\n", isExecutable: false);
        Assert.That(Problem(), Is.EqualTo($"the program {_folder}/ffmpeg does not run"));
        File.Delete(Path.Combine(_folder, "ffmpeg"));
        Write("#!/bin/sh\nexit 1\n");
        Assert.That(Problem(), Is.EqualTo($"the program {_folder}/ffmpeg does not say its version as ffmpeg does"));
        File.Delete(Path.Combine(_folder, "ffmpeg"));
        Write("#!/bin/sh\necho 'ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c)' >&2\n");
        Assert.That(Problem(), Is.EqualTo("ffmpeg 4.4.2-0ubuntu0.22.04.1 is too old: 5.1 or later is needed"));
    }

    [TestCase("5.1.9-0+deb12u1", 5, 1)]
    [TestCase("n7.1", 7, 1)]
    [TestCase("8.0", 8, 0)]
    [TestCase("6", 6, 0)]
    public void A_version_names_its_release(string version, int major, int minor) =>
        Assert.That(FfmpegProgram.ReleaseOf(version), Is.EqualTo(new Version(major, minor)));

    [TestCase("N-118000-g1234567")]
    [TestCase("git-2025-01-01")]
    [TestCase("20250101")]
    public void A_build_between_releases_names_none(string version) => Assert.That(FfmpegProgram.ReleaseOf(version), Is.Null);

    [Test]
    public void Formats_of_other_files_are_left_out()
    {
        const string List = """
            File formats:
             D. = Demuxing supported
             .E = Muxing supported
             --
             D  concat          Virtual concatenation script
             DE avi             AVI (Audio Video Interleaved)
              E adts            ADTS AAC (Advanced Audio Coding)
             D  hls,applehttp   Apple HTTP Live Streaming
             D  mov,mp4,m4a,3gp,3g2,mj2 QuickTime / MOV
             D d x11grab         X11 screen capture, using XCB
             D  libcdio
            """;
        Assert.That(FfmpegProgram.OneFileFormats(List), Is.EqualTo("avi,mov,mp4,m4a,3gp,3g2,mj2"));
    }
}
