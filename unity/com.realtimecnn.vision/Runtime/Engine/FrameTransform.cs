namespace RealtimeCnn.Vision
{
    /// <summary>
    /// How rows in memory become the upright picture, in the order of the fields. Nothing is copied for it; a change costs what a change of
    /// size does. The default is a picture whose first row is the highest.
    /// </summary>
    public struct FrameTransform
    {
        /// <summary>The first row in memory is the lowest, as textures of Unity's have it.</summary>
        public bool IsBottomUp;

        /// <summary>Clockwise, 0 to 3.</summary>
        public int QuarterTurns;

        /// <summary>Left and right change places, after the turn.</summary>
        public bool IsMirrored;

        /// <summary>What of the upright picture counts, in pixels from its upper left corner; all 0: everything.</summary>
        public int CropX, CropY, CropWidth, CropHeight;
    }
}
