namespace RealtimeCnn.Vision
{
    /// <summary>How a picture of another shape becomes a network's input.</summary>
    public enum FitMode
    {
        /// <summary>The shorter side is resized, then the centre is cut out.</summary>
        Crop = 0,

        /// <summary>Both sides are resized, whatever that does to shapes.</summary>
        Stretch = 1,

        /// <summary>The longer side is resized, and the rest is a border.</summary>
        Letterbox = 2,
    }
}
