namespace RealtimeCnn.Vision
{
    /// <summary>A model of the catalogue.</summary>
    public sealed class ModelInfo
    {
        internal ModelInfo(string id, string name, int year, long weightBytes, bool isTrained)
        {
            Id = id;
            Name = name;
            Year = year;
            WeightBytes = weightBytes;
            IsTrained = isTrained;
        }

        /// <summary>For <see cref="VisionEngine.Swap(string)"/>.</summary>
        public string Id { get; }

        /// <summary>To show.</summary>
        public string Name { get; }

        /// <summary>Of the paper; 0: unknown.</summary>
        public int Year { get; }

        /// <summary>As float32; 0: unknown.</summary>
        public long WeightBytes { get; }

        /// <summary>False: no weights are there, and the network would run with stand-ins.</summary>
        public bool IsTrained { get; }
    }
}
