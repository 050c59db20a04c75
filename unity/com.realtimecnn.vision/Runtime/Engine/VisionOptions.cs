namespace RealtimeCnn.Vision
{
    /// <summary>How an engine is made. Zero and null are the usual choices.</summary>
    public sealed class VisionOptions
    {
        /// <summary>Of one inference, up to 1024; 0: all cores but one, which is the game's.</summary>
        public int Threads { get; set; }

        /// <summary>Milliseconds for a load, and what bounds each frame; 0: 30 s; -1: none.</summary>
        public int TimeLimitMs { get; set; }

        /// <summary>
        /// Bytes of weights that may stay loaded beside the running model, for swapping back at once, up to 2^40; 0 or less: none.
        /// </summary>
        public long KeepWarmBytes { get; set; }

        /// <summary>Tells the engine from others in log lines; null or empty: "engine 1" and so on.</summary>
        public string Name { get; set; }

        /// <summary>Folder with a catalogue.json of models; null: the one in the library, twelve networks, LeNet-5 trained.</summary>
        public string CatalogueFolder { get; set; }

        /// <summary>Folder of downloaded weights; null: the user's.</summary>
        public string StoreFolder { get; set; }
    }
}
