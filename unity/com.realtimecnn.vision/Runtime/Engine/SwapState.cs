namespace RealtimeCnn.Vision
{
    /// <summary>One request for another model, as it stands.</summary>
    public sealed class SwapState
    {
        /// <param name="model">Id of the model.</param>
        /// <param name="stage">How far it is.</param>
        /// <param name="error">Why it came to nothing; empty otherwise.</param>
        public SwapState(string model, SwapStage stage, string error = "")
        {
            Model = model;
            Stage = stage;
            Error = error;
        }

        /// <summary>Id of the model.</summary>
        public string Model { get; }

        /// <summary>How far it is.</summary>
        public SwapStage Stage { get; }

        /// <summary>A sentence, of stages from <see cref="SwapStage.Failed"/> on; empty otherwise.</summary>
        public string Error { get; }

        /// <summary>Whether the model runs, or does from the next frame on.</summary>
        public bool IsDone => Stage == SwapStage.Ready || Stage == SwapStage.Running;

        /// <summary>Seconds since it was asked for, until it ended.</summary>
        public float Seconds { get; internal set; }

        /// <summary>Milliseconds from the request until it was ready; 0 before.</summary>
        public float LoadMs { get; internal set; }

        /// <summary>Milliseconds between the old model's last scores and the new one's first; 0 before.</summary>
        public float GapMs { get; internal set; }

        /// <summary>Number of the first frame that it scored; -1 before.</summary>
        public long AtFrame { get; internal set; } = -1;
    }
}
