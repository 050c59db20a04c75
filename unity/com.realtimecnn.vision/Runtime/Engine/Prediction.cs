namespace RealtimeCnn.Vision
{
    /// <summary>One class that a network sees.</summary>
    public readonly struct Prediction
    {
        internal Prediction(int classId, float score, string label)
        {
            ClassId = classId;
            Score = score;
            Label = label;
        }

        /// <summary>The class's number in the network's output.</summary>
        public int ClassId { get; }

        /// <summary>0 to 1.</summary>
        public float Score { get; }

        /// <summary>The class's name; its number in digits where names are not known.</summary>
        public string Label { get; }
    }
}
