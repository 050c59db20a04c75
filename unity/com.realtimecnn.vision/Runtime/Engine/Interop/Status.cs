using System;

namespace RealtimeCnn.Vision
{
    /// <summary>What the library's functions return.</summary>
    internal static unsafe class Status
    {
        public const int Ok = 0;
        public const int Nothing = 1;
        public const int NoHandle = -1;

        /// <summary>Turns a refusal into an exception with the library's own sentence.</summary>
        /// <returns>The status, if it is none.</returns>
        /// <exception cref="VisionException">The call was refused.</exception>
        public static int Check(int status)
        {
            if (status >= Ok)
                return status;
            byte* text = stackalloc byte[TextLimits.TextBytes];
            int needed = NativeMethods.LastError(text, TextLimits.TextBytes);
            string why = needed > 1 ? Utf8.Decode(text, TextLimits.TextBytes) : "The library gave no reason.";
            throw new VisionException((VisionError)status, why);
        }

        /// <summary>The same where the library may not be there at all.</summary>
        public static VisionException NotFound(Exception reason) => new VisionException(
            VisionError.Library,
            "The library realtime_cnn cannot be loaded: the package needs librealtime_cnn.so in Plugins/Linux/x86_64 or realtime_cnn.dll "
            + "in Plugins/Windows/x86_64, with ONNX Runtime's beside it; scripts/build-unity.sh puts them there. " + reason.Message,
            reason);
    }
}
