namespace RealtimeCnn.CameraCapture.Tests;

internal class SourceDescriptionTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private string Touch(string name)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, []);
        return path;
    }

    [TestCase("sample", SourceKind.Sample, "sample")]
    [TestCase(" Sample ", SourceKind.Sample, "sample")]
    [TestCase("camera:0", SourceKind.Camera, "camera:0")]
    [TestCase("CAMERA:12", SourceKind.Camera, "camera:12")]
    [TestCase("synthetic:Bars", SourceKind.Synthetic, "synthetic:bars")]
    [TestCase("synthetic:moving", SourceKind.Synthetic, "synthetic:moving")]
    [TestCase("rtsp://host:554/live", SourceKind.Stream, "rtsp://host:554/live")]
    [TestCase("udp://239.0.0.1:1234", SourceKind.Stream, "udp://239.0.0.1:1234")]
    [TestCase("HTTPS://Host/a.m3u8", SourceKind.Stream, "https://Host/a.m3u8")]
    public void Forms_are_understood(string text, SourceKind kind, string name)
    {
        SourceDescription description = SourceDescription.Parse(text);
        Assert.That((description.Kind, description.DisplayName), Is.EqualTo((kind, name)));
    }

    [TestCase(null, "No source")]
    [TestCase("", "No source")]
    [TestCase("   ", "No source")]
    [TestCase("camera:", "not a camera number")]
    [TestCase("camera:-1", "not a camera number")]
    [TestCase("camera:256", "not a camera number")]
    [TestCase("camera:one", "not a camera number")]
    [TestCase("synthetic:", "bars, gradient, noise, checker, moving")]
    [TestCase("synthetic:0", "bars, gradient, noise, checker, moving")]
    [TestCase("synthetic:plaid", "'plaid' is unknown")]
    [TestCase("synthetic:bars,noise", "is unknown")]
    [TestCase("gopher://host/x", "'gopher:' is unknown. Valid are: camera:")]
    [TestCase("file:///etc/passwd", "'file:' is unknown")]
    [TestCase("rtsp://", "names no host")]
    [TestCase("rtsp:///path", "names no host")]
    [TestCase("no/such/film.mp4", "'no/such/film.mp4' does not exist")]
    [TestCase("no/such/*.jpg", "folder 'no/such' does not exist")]
    public void Mistakes_get_one_clear_message(string? text, string part)
    {
        Assert.That(SourceDescription.TryParse(text, out _, out string? error), Is.False);
        Assert.That(error, Does.Contain(part));
        Assert.That(error, Does.Not.Contain("\n"));
        Assert.Throws<VisionException>(() => SourceDescription.Parse(text));
    }

    [TestCase("rtsp://user:secret@host/live", "rtsp://host/live")]
    [TestCase("rtsp://user:se@cret@host/live", "rtsp://host/live")]
    [TestCase("rtsp://user:se/cret@host/live", "rtsp://host/live")]
    [TestCase("rtsp://user:se?cret@host/live", "rtsp://***")]
    [TestCase("rtsp://user:se#cret@host/live", "rtsp://***")]
    [TestCase("https://host/live.m3u8?token=secret", "https://host/live.m3u8?***")]
    [TestCase("https://host/live.m3u8?mail=a@b&token=secret", "https://***")]
    [TestCase("https://user:secret@host/a?token=secret", "https://host/a?***")]
    public void Credentials_are_not_shown(string text, string shown)
    {
        SourceDescription description = SourceDescription.Parse(text);
        Assert.That(description.DisplayName, Is.EqualTo(shown));
        Assert.That(description.ToString(), Is.EqualTo(shown));
        using CaptureSource source = CaptureSource.Open(text);
        Assert.That(source.Name, Is.EqualTo(shown));
    }

    [TestCase("gopher://user:secret@host/x")]
    [TestCase("rtsp://user:secret@")]
    [TestCase("rtsp//user:secret@host/x")]
    [TestCase("rtsp:/user:secret@host/x")]
    public void Messages_show_no_credentials(string text)
    {
        Assert.That(SourceDescription.TryParse(text, out _, out string? error), Is.False);
        Assert.That(error, Does.Not.Contain("secret"));
    }

    [TestCase("http://host/a\nfile b")]
    [TestCase("http://host/a%0afile%20b")]
    [TestCase("http://us\u001ber@host/a")]
    [TestCase("http://host/a%00.mp4")]
    [TestCase("http://host/a?x=%0D%0AHost:%20b")]
    [TestCase("rtsp://user:se%1Bcret@host/a")]
    [TestCase("rtsp://host/a#\u009b31m")]
    [TestCase("rtsp://host/%C2%9B31m")]
    [TestCase("http://us\u2028er@host/")]
    [TestCase("http://host/%E2%80%A9")]
    [TestCase("http://host/\u202Egp4")]
    public void Control_characters_are_refused_in_every_form(string address)
    {
        Assert.That(SourceDescription.TryParse(address, out _, out string? error), Is.False);
        Assert.That(error, Does.Contain("control character"));
        Assert.That(error!.Any(char.IsControl), Is.False);
        Assert.That(error, Does.Not.Contain("secret").And.Not.Contain("host"));
    }

    [TestCase("-i")]
    [TestCase("-rtsp://host/a")]
    [TestCase("concat:http://host/a|http://host/b")]
    [TestCase("subfile,,start,0,end,9,,:http://host/a")]
    [TestCase("file:/etc/passwd")]
    [TestCase("pipe:0")]
    [TestCase("data:video/mp4;base64,AAAA")]
    [TestCase("cache:http://host/a")]
    [TestCase("crypto+file:///etc/passwd")]
    [TestCase("http:host/a")]
    [TestCase("tcp://host:1/")]
    public void Other_protocols_and_options_are_no_sources(string text) =>
        Assert.That(SourceDescription.TryParse(text, out _, out _), Is.False);

    [TestCase("rtsp://h/a", RtspTransport.Any, "rtsp://h/a")]
    [TestCase("RTSPU://u:p@h/a", RtspTransport.Udp, "rtsp://u:p@h/a")]
    [TestCase("rtspt://h/a", RtspTransport.Tcp, "rtsp://h/a")]
    public void The_way_of_RTSP_can_be_chosen(string text, RtspTransport transport, string location)
    {
        SourceDescription description = SourceDescription.Parse(text);
        Assert.That((description.Transport, description.Scheme, description.Location), Is.EqualTo((transport, "rtsp", location)));
    }

    [Test]
    public void Images_of_a_folder_come_in_natural_order()
    {
        foreach (string name in new[] { "b10.png", "b9.png", "b1.JPG", "a.jpg", "notes.txt", "b010x.bmp", "film.mp4" })
            Touch(name);
        SourceDescription description = SourceDescription.Parse(_folder);
        Assert.That(description.Kind, Is.EqualTo(SourceKind.Images));
        string[] inOrder = ["a.jpg", "b1.JPG", "b9.png", "b10.png", "b010x.bmp"];
        Assert.That(description.ImagePaths.Select(Path.GetFileName), Is.EqualTo(inOrder));
    }

    [Test]
    public void A_pattern_selects_images()
    {
        foreach (string name in new[] { "x2.png", "x10.png", "y1.png", "x1.jpg" })
            Touch(name);
        SourceDescription description = SourceDescription.Parse(Path.Combine(_folder, "x*.png"));
        Assert.That(description.ImagePaths.Select(Path.GetFileName), Is.EqualTo(new[] { "x2.png", "x10.png" }));
        Assert.That(SourceDescription.TryParse(Path.Combine(_folder, "z*.png"), out _, out string? error), Is.False);
        Assert.That(error, Does.Contain("holds no images"));
    }

    [Test]
    public void A_file_is_an_image_or_a_video()
    {
        Assert.That(SourceDescription.Parse(Touch("one.webp")).Kind, Is.EqualTo(SourceKind.Images));
        Assert.That(SourceDescription.Parse(Touch("two.mkv")).Kind, Is.EqualTo(SourceKind.VideoFile));
        Assert.That(SourceDescription.Parse(Touch("odd[1]*.png")).ImagePaths, Has.Count.EqualTo(1));
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CaptureSource.Open("sample", new CaptureOptions { Width = 0 }));
        Assert.Throws<ArgumentException>(() => CaptureSource.Open("sample", new CaptureOptions { Fps = double.NaN }));
        Assert.Throws<ArgumentException>(() => CaptureSource.Open("sample", new CaptureOptions { FrameTimeout = TimeSpan.Zero }));
    }
}
