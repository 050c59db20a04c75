namespace RealtimeCnn.Vision
{
    /// <summary>What engines have to tell beside results and events.</summary>
    public readonly struct VisionLogLine
    {
        internal VisionLogLine(VisionLogLevel level, int missed, long atNs, string engine, string text)
        {
            Level = level;
            Missed = missed;
            AtNs = atNs;
            Engine = engine;
            Text = text;
        }

        /// <summary>How grave it is.</summary>
        public VisionLogLevel Level { get; }

        /// <summary>Older lines that were dropped because nobody asked: 256 are kept.</summary>
        public int Missed { get; }

        /// <summary>When, by <see cref="VisionLibrary.Clock"/>.</summary>
        public long AtNs { get; }

        /// <summary>The engine's name.</summary>
        public string Engine { get; }

        /// <summary>One line.</summary>
        public string Text { get; }
    }
}
