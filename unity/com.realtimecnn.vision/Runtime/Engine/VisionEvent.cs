namespace RealtimeCnn.Vision
{
    /// <summary>One event of an engine's.</summary>
    public readonly struct VisionEvent
    {
        internal VisionEvent(VisionEventKind kind, int missed, ulong swap, long atFrame, string model, string text)
        {
            Kind = kind;
            Missed = missed;
            Swap = swap;
            AtFrame = atFrame;
            Model = model;
            Text = text;
        }

        /// <summary>What happened.</summary>
        public VisionEventKind Kind { get; }

        /// <summary>Older events that were dropped because nobody asked: 64 are kept.</summary>
        public int Missed { get; }

        /// <summary>The request; 0: none, or one that is forgotten.</summary>
        public ulong Swap { get; }

        /// <summary>The frame's number; -1: none.</summary>
        public long AtFrame { get; }

        /// <summary>Id of the model.</summary>
        public string Model { get; }

        /// <summary>Why, where something failed.</summary>
        public string Text { get; }
    }
}
