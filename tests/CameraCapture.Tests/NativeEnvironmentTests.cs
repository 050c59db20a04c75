namespace RealtimeCnn.CameraCapture.Tests;

public class NativeEnvironmentTests
{
    // OpenCV reads it when Media Foundation is used first. What the natives print is StreamTests' matter.
    [Test]
    public void Media_Foundation_is_kept_from_hardware_converters()
    {
        _ = CaptureSource.VideoDecoder(); // whatever is used of the assembly comes after its initializer
        Assert.That(Environment.GetEnvironmentVariable("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS"), Is.EqualTo("0"));
    }
}
