namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>RTSP from a server that sends over UDP only.</summary>
internal class StreamDeviceTests
{
    [TestCase("rtsp", "its pictures come over UDP, since the server refuses TCP")]
    [TestCase("rtspu", "its pictures come over UDP")]
    public void Pictures_come_over_UDP_where_TCP_is_refused(string scheme, string note)
    {
        using RtspServer server = new();
        using CaptureSource source = CaptureSource.Open($"{scheme}://user:secret@127.0.0.1:{server.Port}/cam");
        source.Start();
        Frame frame = Wait.Frame(source);
        Assert.That((frame.Width, frame.Height), Is.EqualTo((160, 120)));
        Wait.Until(() => source.Captured >= 10, "more pictures");
        Assert.That(source.Note, Is.EqualTo(note));
        Assert.That(source.State, Is.EqualTo(CaptureState.Running));
    }
}
