using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

public class FrameMatsTests
{
    [Test]
    public void A_header_covers_all_planes_of_a_frame()
    {
        using var mats = new FrameMats();
        using var frame = new Frame();
        frame.Reshape(6, 4, PixelFormat.Nv12);
        frame.Pixels.Clear();
        frame.ChromaRow(1)[5] = 77;
        Mat mat = mats.Get(frame);
        Assert.That((mat.Width, mat.Height, mat.At<byte>(5, 5)), Is.EqualTo((6, 6, (byte)77)));

        frame.Reshape(6, 4, PixelFormat.Bgr8);
        Assert.That((mats.Get(frame).Height, mats.Get(frame).Channels()), Is.EqualTo((4, 3)));
    }
}
