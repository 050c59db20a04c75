namespace RealtimeCnn.Vision
{
    /// <summary>Channels of a network's input.</summary>
    public enum ChannelOrder
    {
        /// <summary>Three, red first.</summary>
        Rgb = 0,

        /// <summary>Three, blue first.</summary>
        Bgr = 1,

        /// <summary>One.</summary>
        Grey = 2,
    }
}
