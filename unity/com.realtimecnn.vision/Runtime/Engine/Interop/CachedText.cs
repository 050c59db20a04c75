namespace RealtimeCnn.Vision
{
    /// <summary>A string, made anew only when the bytes that the library wrote are others.</summary>
    internal sealed unsafe class CachedText
    {
        private string _text = "";
        private byte[] _utf8 = new byte[0];

        public string Read(byte* text, int room)
        {
            int length = Utf8.Length(text, room);
            if (IsSame(text, length))
                return _text;
            _utf8 = new byte[length];
            for (int i = 0; i < length; i++)
                _utf8[i] = text[i];
            _text = Utf8.Decode(text, length);
            return _text;
        }

        private bool IsSame(byte* text, int length)
        {
            if (length != _utf8.Length)
                return false;
            for (int i = 0; i < length; i++)
            {
                if (text[i] != _utf8[i])
                    return false;
            }
            return true;
        }
    }
}
