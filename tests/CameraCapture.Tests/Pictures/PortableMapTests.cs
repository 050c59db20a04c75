using System.Text;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>PNM and PAM of any maximum: a sample of v is v / maximum of full brightness, as Netpbm's formats say.</summary>
public class PortableMapTests
{
    private static readonly double[] Parts = [0, 0.2, 0.5, 0.75, 0.9, 1];

    [Test]
    public void Any_maximum_is_full_brightness([Values(1, 15, 63, 100, 127, 200, 254, 255, 256, 1023, 4095, 65535)] int maximum)
    {
        int[] samples = [.. Parts.Select(part => (int)(part * maximum))];
        byte[] expected = [.. samples.Select(sample => (byte)Math.Round(255.0 * sample / maximum, MidpointRounding.AwayFromZero))];
        byte[] raw = [.. samples.SelectMany(sample => maximum > 255 ? [(byte)(sample >> 8), (byte)sample] : (byte[])[(byte)sample])];
        string plain = string.Join("  ", samples);

        byte[] grey = [.. expected.SelectMany(level => (byte[])[level, level, level])];
        byte[] colour = [expected[2], expected[1], expected[0], expected[5], expected[4], expected[3]];
        byte[] greyWithAlpha = [.. ((int[])[0, 2, 4]).SelectMany(i => Enumerable.Repeat(expected[i], 3))];
        Assert.Multiple(() =>
        {
            Assert.That(Read($"P5 6 1 {maximum}\n", raw), Is.EqualTo(grey));
            Assert.That(Read($"P6\n# 9 9\n2 1\n{maximum}\n", raw), Is.EqualTo(colour));
            Assert.That(Read($"P2\n6 1 #\n{maximum} {plain}", []), Is.EqualTo(grey), "no line at its end");
            Assert.That(Read($"P3\n2\n1\n{maximum}\n{plain}\n", []), Is.EqualTo(colour));
            Assert.That(Read(Pam(6, 1, maximum), raw), Is.EqualTo(grey));
            Assert.That(Read(Pam(3, 2, maximum), raw), Is.EqualTo(greyWithAlpha));
            Assert.That(Read(Pam(2, 3, maximum), raw), Is.EqualTo(colour));
        });
    }

    [Test]
    public void Ink_is_black()
    {
        byte[] expected = [255, 255, 255, 0, 0, 0, 255, 255, 255];
        Assert.That(Read("P1 3 1\n010", []), Is.EqualTo(expected));
        Assert.That(Read("P1 3 1\n0 1 #\n0\n", []), Is.EqualTo(expected));
        Assert.That(Read("P4 3 1\n", [0b0100_0000]), Is.EqualTo(expected));
        Assert.That(Read(Pam(3, 1, 1), [1, 0, 1]), Is.EqualTo(expected), "where it is light, not ink");
    }

    [Test]
    public void Alpha_of_PAM_is_left_away() => Assert.That(Read(Pam(1, 4, 255), [10, 20, 30, 0]), Is.EqualTo(new byte[] { 30, 20, 10 }));

    [TestCase("P5 4 1 255\n123", "is cut off")]
    [TestCase("P5 4 1 0\n1234", "states a maximum that is not 1 to 65,535")]
    [TestCase("P5 4 1 65536\n12345678", "states a maximum that is not 1 to 65,535")]
    [TestCase("P5 4 1\n", "is cut off")]
    [TestCase("P5 -4 1 255\n1234", "states a size that is not 1 to 16,384 pixels each way")]
    [TestCase("P6 60000 60000 255\n1", "has 60000 x 60000 pixels; at most 16384 each way are supported")]
    [TestCase("P2 60000 9999999999999 255\n1", "states a size that")]
    [TestCase("P2 4 1 255\n1 2 3", "is cut off or damaged")]
    [TestCase("P2 4 1 255\n1 2 3 x", "is cut off or damaged")]
    [TestCase("P3 9999 9999 255\n1 2 3", "is cut off")]
    [TestCase("P1 4 1\n01x1", "is cut off or damaged")]
    [TestCase("P5 # never ends", "is cut off")]
    [TestCase("P7\nWIDTH 2\nHEIGHT 1\nDEPTH 9\nMAXVAL 255\nENDHDR\n123456789012345678", "has 9 channels; 1 to 4 are read")]
    [TestCase("P5 4 1 -1\n1234", "states a maximum that is not 1 to 65,535")]
    [TestCase("P7\nWIDTH 2\nHEIGHT 2\nCOLOUR 1\nENDHDR\n", "is damaged")]
    [TestCase("P7\nWIDTH 2\nHEIGHT 2\n", "is cut off")]
    public void What_is_wrong_or_missing_is_refused_and_nothing_touched(string file, string problem)
    {
        using Frame frame = new();
        Assert.That(PortableMap.Read(Encoding.ASCII.GetBytes(file), frame), Does.StartWith(problem));
        Assert.That(frame.Width, Is.Zero);
    }

    private static string Pam(int width, int channels, int maximum) =>
        $"P7\n# any\nWIDTH {width}\nHEIGHT 1\nDEPTH {channels}\nMAXVAL {maximum}\nTUPLTYPE X_Y\nENDHDR\n";

    private static byte[] Read(string header, byte[] raw)
    {
        using Frame frame = new();
        byte[] file = [.. Encoding.ASCII.GetBytes(header), .. raw];
        Assert.That(PortableMap.IsOne(file), Is.True, header);
        Assert.That(PortableMap.Read(file, frame), Is.Null, header);
        return frame.Row(0)[..(3 * frame.Width)].ToArray();
    }
}
