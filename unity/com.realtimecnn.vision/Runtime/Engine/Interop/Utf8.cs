using System.Text;

namespace RealtimeCnn.Vision
{
    /// <summary>Text as C has it.</summary>
    internal static unsafe class Utf8
    {
        /// <summary>With a zero byte at its end; null stays null.</summary>
        public static byte[] Encode(string text) => text == null ? null : Encoding.UTF8.GetBytes(text + "\0");

        /// <summary>Up to the zero byte, or what there is room for.</summary>
        public static string Decode(byte* text, int room) => Encoding.UTF8.GetString(text, Length(text, room));

        /// <summary>Bytes before the zero byte.</summary>
        public static int Length(byte* text, int room)
        {
            int length = 0;
            while (length < room && text[length] != 0)
                length++;
            return length;
        }
    }
}
