namespace RealtimeCnn.Vision
{
    /// <summary>What an engine has to tell.</summary>
    public enum VisionEventKind
    {
        /// <summary>A new model scored its first frame.</summary>
        Swapped = 1,

        /// <summary>A model could not be loaded.</summary>
        SwapFailed = 2,

        /// <summary>A request was cancelled, or a later one came.</summary>
        SwapCancelled = 3,

        /// <summary>A model that ran failed, and the one before serves again.</summary>
        TakenBack = 4,

        /// <summary>The engine's thread ended by a fault: dispose the engine.</summary>
        Stopped = 5,
    }
}
