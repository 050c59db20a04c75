namespace RealtimeCnn.Vision
{
    /// <summary>How an engine is doing.</summary>
    public sealed class EngineStats
    {
        /// <summary>False: its thread ended by a fault.</summary>
        public bool IsRunning { get; internal set; }

        /// <summary>Frames handed in.</summary>
        public long Submitted { get; internal set; }

        /// <summary>Of these, how many a newer one overtook.</summary>
        public long Replaced { get; internal set; }

        /// <summary>Frames with a result.</summary>
        public long Classified { get; internal set; }

        /// <summary>Id of the model that runs; empty if none has scored a frame yet.</summary>
        public string Model { get; internal set; }

        /// <summary>Id of the one that loads; empty if none does.</summary>
        public string Loading { get; internal set; }

        /// <summary>Why the model failed on the last frame; empty if it did not.</summary>
        public string FrameError { get; internal set; }
    }
}
