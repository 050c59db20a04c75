namespace RealtimeCnn.CameraCapture.Tests;

internal class JpegWalkTests
{
    [Test]
    public void The_end_is_found_however_the_file_comes()
    {
        // What follows the end holds marks too; a preview in a segment has an end of its own.
        byte[] plain = NumberedPicture.Jpeg(3);
        byte[] preview = [0xFF, 0xE1, (byte)((plain.Length + 2) >> 8), (byte)(plain.Length + 2), .. plain];
        byte[] jpeg = [0xFF, 0xD8, .. preview, .. plain.AsSpan(2)];
        byte[] file = [.. jpeg, 0xFF, 0xDA, 1, 2, 3, 0xFF, 0xD9];
        JpegWalk whole = default;
        Assert.That(whole.Find(file), Is.EqualTo(jpeg.Length));
        JpegWalk byByte = default;
        for (int length = 0; length < jpeg.Length; length++)
            Assert.That(byByte.Find(file.AsSpan(0, length)), Is.EqualTo(-1));
        Assert.That((byByte.Find(file), byByte.IsBroken), Is.EqualTo((jpeg.Length, false)));
    }

    [TestCase(new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    [TestCase(new byte[] { 0xFF, 0xD8, 0x00, 0x00, 0xFF, 0xD9 })]
    [TestCase(new byte[] { 0xFF, 0xD9 })]
    public void What_is_no_JPEG_is_broken(byte[] file)
    {
        JpegWalk walk = default;
        Assert.That((walk.Find(file), walk.IsBroken), Is.EqualTo((-1, true)));
    }
}
