using System.Text;

namespace RealtimeCnn.Native.Tests;

/// <summary>UTF-8 for C: cut at whole characters, ended by a zero, read no further than allowed.</summary>
public unsafe class TextTests
{
    [TestCase("seven", 6, "seven")]
    [TestCase("seven", 5, "seve")]
    [TestCase("äöü", 6, "äö")] // the last does not fit whole
    [TestCase("a😀b", 5, "a")]
    [TestCase("a😀b", 6, "a😀")]
    [TestCase("anything", 1, "")]
    [TestCase(null, 4, "")]
    public void Write_CutsAtAWholeCharacter_AndEndsWithZero(string? text, int room, string expected)
    {
        byte* to = stackalloc byte[16];
        new Span<byte>(to, 16).Fill(0xEE);
        int written = Text.Write(text, to, room);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Encoding.UTF8.GetString(to, written - 1), Is.EqualTo(expected));
            Assert.That(to[written - 1], Is.Zero);
            Assert.That(new Span<byte>(to + room, 16 - room).ToArray(), Is.All.EqualTo(0xEE), "nothing is written beyond the room");
        }
    }

    [Test]
    public void Read_StopsAtItsLimit()
    {
        fixed (byte* text = "1234567\0"u8)
        {
            nint from = (nint)text;
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Text.Read(text, "it", 8), Is.EqualTo("1234567"));
                Assert.That(() => Text.Read((byte*)from, "it", 7), Throws.TypeOf<Refusal>().With.Message.Contains("it has 7 bytes"));
                Assert.That(Text.Read(null, "it"), Is.Null);
            }
        }
    }
}
