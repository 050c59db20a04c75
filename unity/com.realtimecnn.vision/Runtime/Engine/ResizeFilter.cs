namespace RealtimeCnn.Vision
{
    /// <summary>How a picture is made smaller or larger.</summary>
    public enum ResizeFilter
    {
        /// <summary>As Pillow's bilinear.</summary>
        AntialiasedBilinear = 0,

        /// <summary>Four neighbours, as OpenCV's linear.</summary>
        Bilinear = 1,

        /// <summary>As Pillow's bicubic.</summary>
        AntialiasedBicubic = 2,
    }
}
