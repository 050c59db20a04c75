namespace RealtimeCnn.Vision
{
    /// <summary>How grave a log line is.</summary>
    public enum VisionLogLevel
    {
        /// <summary>Something does not work.</summary>
        Error = 1,

        /// <summary>Something works otherwise than asked for.</summary>
        Warning = 2,

        /// <summary>Good to know.</summary>
        Info = 3,
    }
}
