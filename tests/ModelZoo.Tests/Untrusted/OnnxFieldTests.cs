using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Bytes of which parsers make different things, written by hand: each would hide a place outside the folder.</summary>
[TestFixture]
public class OnnxFieldTests
{
    private static readonly byte[] Name = "../secret.txt"u8.ToArray();

    // A tensor of one byte whose values lie in ../secret.txt: only where they lie, its last field, is told in many ways.
    private static readonly byte[] Outside = [8, 1, 16, 2, .. Field(13, [.. Field(1, "location"u8), .. Field(2, Name)])];

    [TestCase(new byte[] { 0x70, 0x81, 0x80, 0x80, 0x80, 0x10 }, "place 4,294,967,297", TestName = "{m}(2^32 + 1, which others cut to 1)")]
    [TestCase(new byte[] { 0x70, 1, 0x70, 7 }, "field 14 twice", TestName = "{m}(1 and 7, of which some keep the 1)")]
    [TestCase(new byte[] { 0x70, 1, 0x70, 0 }, "field 14 twice", TestName = "{m}(1 and 0)")]
    [TestCase(new byte[] { 0x70, 7 }, "place 7", TestName = "{m}(7)")]
    [TestCase(new byte[] { 0x70, 0x81, 0x80, 0x80, 0x80, 0x08 }, "place 2,147,483,649", TestName = "{m}(2^31 + 1)")]
    [TestCase(
        new byte[] { 0x70, 0x81, 0x80, 0x80, 0x80, 0xF0, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "place 18,", TestName = "{m}(negative)")]
    [TestCase(
        new byte[] { 0x70, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02 }, "too long", TestName = "{m}(beyond 64 bits)")]
    [TestCase(new byte[] { 0x72, 1, 1 }, "field 14 in an encoding", TestName = "{m}(packed)")]
    [TestCase(new byte[] { 0x75, 1, 0, 0, 0 }, "field 14 in an encoding", TestName = "{m}(fixed)")]
    [TestCase(new byte[] { 0xF0, 0x80, 0x80, 0x80, 0x10, 1 }, "is no ONNX", TestName = "{m}(a field number that others cut to 14)")]
    [TestCase(new byte[] { 0x70, 0x81, 0x00 }, "'../secret.txt'", TestName = "{m}(1 in two bytes, which is 1)")]
    [TestCase(new byte[] { 0xF0, 0x00, 1 }, "'../secret.txt'", TestName = "{m}(a field number in two bytes)")]
    public void APlaceOutside_IsSeen_HoweverItIsWritten(byte[] location, string because) => Refuses([.. Outside, .. location], because);

    [Test]
    public void NamesThatAreNoUtf8_AreRefused()
    {
        // Some read a mark of damage instead, and look at another file.
        Refuses([8, 1, 16, 2, .. Field(13, [.. Field(1, "location"u8), .. Field(2, [.. "w"u8, 0xFF])]), 0x70, 1], "no UTF-8");
        Refuses([8, 1, 16, 2, .. Field(8, [0xC0, 0x80])], "no UTF-8");
    }

    [Test]
    public void APlaceInParts_IsRefused()
    {
        byte[] key = Field(1, "location"u8);
        Refuses([8, 0, 16, 2, .. Field(13, [.. key, .. Field(2, "w.bin"u8), .. Field(2, Name)]), 0x70, 1], "field 2 twice");
        Refuses([8, 0, 16, 2, .. Field(13, [.. Field(1, "checksum"u8), .. key, .. Field(2, Name)]), 0x70, 1], "field 1 twice");
    }

    [TestCase(new byte[] { 8, 0, 16, 1, 16, 2 }, "field 2 twice", TestName = "{m}(twice)")]
    [TestCase(new byte[] { 8, 0, 16, 0x81, 0x80, 0x80, 0x80, 0x10 }, "type 4,294,967,297", TestName = "{m}(2^32 + 1)")]
    public void ATypeThatIsReadInTwoWays_IsRefused(byte[] tensor, string because) => Refuses(tensor, because);

    [Test]
    public void FieldsThatNobodyKnows_HoldNoValues()
    {
        byte[] unknown = [.. Enumerable.Repeat(new byte[] { 0xA0, 6, 1 }, 10).SelectMany(one => one)]; // field 100
        Refuses([8, 10, 16, 1, .. unknown], "does not hold as many values");
    }

    private static void Refuses(byte[] tensor, string because)
    {
        byte[] model = Field(7, Field(5, tensor));
        Assert.That(
            () => OnnxGuard.Check(model, "m.onnx", Path.GetTempPath()),
            Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Not.Contains("\n"));
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> payload) => [(byte)((number << 3) | 2), (byte)payload.Length, .. payload];
}
