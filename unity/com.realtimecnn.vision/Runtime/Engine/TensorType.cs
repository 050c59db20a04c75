namespace RealtimeCnn.Vision
{
    /// <summary>Type of a network's input.</summary>
    public enum TensorType
    {
        /// <summary>Four bytes.</summary>
        Float32 = 0,

        /// <summary>Two bytes.</summary>
        Float16 = 1,

        /// <summary>One byte, 0 to 255.</summary>
        UInt8 = 2,
    }
}
