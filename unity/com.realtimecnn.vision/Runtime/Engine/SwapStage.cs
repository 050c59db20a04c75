namespace RealtimeCnn.Vision
{
    /// <summary>How far a request for another model is. It only grows.</summary>
    public enum SwapStage
    {
        /// <summary>Asked for.</summary>
        Waiting = 0,

        /// <summary>The network is opened.</summary>
        Loading = 1,

        /// <summary>It runs for the first times, on a blank input.</summary>
        Warming = 2,

        /// <summary>It runs from the next frame on.</summary>
        Ready = 3,

        /// <summary>It has scored a frame.</summary>
        Running = 4,

        /// <summary>The model before goes on; the error says why.</summary>
        Failed = 5,

        /// <summary>By a cancellation, a later request or the engine's end.</summary>
        Cancelled = 6,

        /// <summary>It ran, failed on frames or took too long, and the model before serves again.</summary>
        TakenBack = 7,
    }
}
