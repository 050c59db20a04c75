using System;

namespace RealtimeCnn.Vision
{
    /// <summary>The library refused a call. The message is a sentence for the user.</summary>
    public sealed class VisionException : Exception
    {
        /// <param name="error">The kind of refusal.</param>
        /// <param name="message">Why.</param>
        /// <param name="inner">What it came from; null if from the library.</param>
        public VisionException(VisionError error, string message, Exception inner = null)
            : base(message, inner)
        {
            Error = error;
        }

        /// <summary>The kind of refusal.</summary>
        public VisionError Error { get; }
    }
}
