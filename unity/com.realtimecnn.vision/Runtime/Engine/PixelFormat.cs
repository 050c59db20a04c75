namespace RealtimeCnn.Vision
{
    /// <summary>Layout of a pixel in memory, first byte first.</summary>
    public enum PixelFormat
    {
        /// <summary>One byte.</summary>
        Gray8 = 1,

        /// <summary>Three bytes, as of <c>TextureFormat.RGB24</c>.</summary>
        Rgb8 = 2,

        /// <summary>Three bytes.</summary>
        Bgr8 = 3,

        /// <summary>Four bytes, as of <c>TextureFormat.RGBA32</c>; alpha is ignored.</summary>
        Rgba8 = 4,

        /// <summary>Four bytes, as of <c>TextureFormat.BGRA32</c>; alpha is ignored.</summary>
        Bgra8 = 5,

        /// <summary>Y, then pairs of U and V for 2 x 2 pixels in rows of the same stride; BT.601.</summary>
        Nv12 = 6,
    }
}
