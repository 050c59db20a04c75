namespace RealtimeCnn.Vision
{
    /// <summary>Bytes of the library's texts, their zero byte included.</summary>
    internal static class TextLimits
    {
        public const int NameBytes = 128;
        public const int KindBytes = 32;
        public const int TextBytes = 1024;
    }
}
