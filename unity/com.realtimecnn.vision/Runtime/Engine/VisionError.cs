namespace RealtimeCnn.Vision
{
    /// <summary>Why a call was refused.</summary>
    public enum VisionError
    {
        /// <summary>The engine, buffer or swap is not known, or not any more.</summary>
        Handle = -1,

        /// <summary>A value that cannot be: a size, a format, a path that is too long.</summary>
        Argument = -2,

        /// <summary>A struct of another version of the library.</summary>
        Size = -3,

        /// <summary>Another thread is in a function that lets one in at a time.</summary>
        Busy = -4,

        /// <summary>Too many engines.</summary>
        Limit = -5,

        /// <summary>The model, its labels or the catalogue cannot be had.</summary>
        Model = -6,

        /// <summary>The system has no memory for it.</summary>
        Memory = -7,

        /// <summary>A native library is missing, cannot be loaded or is of another version.</summary>
        Library = -8,

        /// <summary>The GPU cannot be used, or is lost.</summary>
        Gpu = -9,

        /// <summary>A fault of the library: please report it with its text.</summary>
        Internal = -127,
    }
}
