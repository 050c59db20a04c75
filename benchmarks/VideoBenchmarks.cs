using System.Diagnostics;
using OpenCvSharp;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// Reading a video file: <see cref="CaptureSource"/>, which runs the program <c>ffmpeg</c>, beside OpenCV's own FFmpeg, which gives wrong
/// colours (docs/videos.md). Needs that program, which also makes the film.
/// </summary>
internal static class VideoBenchmarks
{
    private const int Pictures = 120;

    public static void Run()
    {
        Console.WriteLine($"Decoder: {CaptureSource.VideoDecoder()}");
        string folder = Directory.CreateTempSubdirectory("film").FullName;
        try
        {
            foreach (string size in new[] { "1920x1080", "640x480" })
            {
                string film = Path.Combine(folder, $"{size}.mp4");
                string input = $"testsrc2=size={size}:rate=30";
                using (Process ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", input, "-frames:v", $"{Pictures}",
                    "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-colorspace", "bt709", film]))
                    ffmpeg.WaitForExit();
                Compare($"H.264 {size}, open and first picture", film, 1);
                Compare($"H.264 {size}, {Pictures} pictures", film, Pictures);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string title, string film, int pictures) => SideBySide.Compare(title, iterations: 9,
        new Contender("ours, ffmpeg", () => ReadOurs(film, pictures)),
        new Contender("OpenCV VideoCapture", () => ReadOpenCv(film, pictures)));

    private static void ReadOurs(string film, int pictures)
    {
        using CaptureSource source = CaptureSource.Open(film, everyFrame: true);
        source.Start();
        for (int i = 0; i < pictures;)
        {
            source.WaitForFrame(TimeSpan.FromSeconds(1));
            if (source.TryAcquireLatest(out _))
                i++;
            else if (source.State is CaptureState.Failed)
                throw new InvalidOperationException(source.Error);
        }
    }

    private static void ReadOpenCv(string film, int pictures)
    {
        using VideoCapture capture = new(film, VideoCaptureAPIs.FFMPEG);
        using Mat picture = new();
        for (int i = 0; i < pictures; i++)
        {
            if (!capture.Read(picture))
                throw new InvalidOperationException($"OpenCV reads {i} of {pictures} pictures.");
        }
    }
}
