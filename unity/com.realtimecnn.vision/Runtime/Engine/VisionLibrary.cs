using System;

namespace RealtimeCnn.Vision
{
    /// <summary>What is the library's, not one engine's. Any thread.</summary>
    public static unsafe class VisionLibrary
    {
        private const uint Abi = 1;

        private static volatile bool _isFound;

        /// <summary>Whether it was called, and is there and of the right version. Does not look for it.</summary>
        public static bool IsFound => _isFound;

        /// <summary>Its version, such as "0.1.0".</summary>
        /// <exception cref="VisionException">It is not there.</exception>
        public static string Version
        {
            get
            {
                Require();
                byte* text = stackalloc byte[TextLimits.NameBytes];
                Status.Check(NativeMethods.Version(text, TextLimits.NameBytes));
                return Utf8.Decode(text, TextLimits.NameBytes);
            }
        }

        /// <summary>The clock that stamps frames, in nanoseconds: the one behind <c>Stopwatch</c>.</summary>
        public static long Clock => NativeMethods.Clock();

        /// <summary>The engines that there are in this process, forgotten ones included.</summary>
        /// <exception cref="VisionException">The library is not there.</exception>
        public static int EngineCount
        {
            get
            {
                Require();
                return Status.Check(NativeMethods.Engines(null, 0));
            }
        }

        /// <summary>
        /// Destroys all engines and waits until their memory is given back: before scripts are loaded anew. Engines can be made afterwards.
        /// </summary>
        /// <param name="timeoutMs">Milliseconds to wait at most, 0 for not at all.</param>
        /// <returns>False: time was up first; the rest goes on in the background.</returns>
        /// <exception cref="VisionException">The library is not there.</exception>
        public static bool Shutdown(int timeoutMs)
        {
            if (timeoutMs < 0)
                throw new ArgumentOutOfRangeException(nameof(timeoutMs), timeoutMs, "Milliseconds are 0 or more.");
            Require();
            return Status.Check(NativeMethods.Shutdown((uint)timeoutMs)) == Status.Ok;
        }

        /// <summary>Takes the next line that engines have to tell, destroyed ones included. Allocates only where there is one.</summary>
        /// <param name="line">The line.</param>
        /// <returns>False: there is none.</returns>
        /// <exception cref="VisionException">The library is not there.</exception>
        public static bool TryNextLog(out VisionLogLine line)
        {
            Require();
            var next = new NativeLogLine { Size = (uint)sizeof(NativeLogLine) };
            if (Status.Check(NativeMethods.NextLog(&next)) == Status.Nothing)
            {
                line = default;
                return false;
            }
            line = new VisionLogLine(
                (VisionLogLevel)next.Level, next.Missed, next.AtNs, Utf8.Decode(next.Engine, TextLimits.NameBytes),
                Utf8.Decode(next.Text, TextLimits.TextBytes));
            return true;
        }

        /// <summary>Before the first call: whether the library is there, and of the version that these declarations are for.</summary>
        /// <exception cref="VisionException">It is not.</exception>
        internal static void Require()
        {
            if (_isFound)
                return;
            uint found;
            try
            {
                found = NativeMethods.AbiVersion();
            }
            catch (Exception e) when (e is DllNotFoundException || e is EntryPointNotFoundException || e is BadImageFormatException)
            {
                throw Status.NotFound(e);
            }
            if (found != Abi)
            {
                throw new VisionException(
                    VisionError.Library, $"The library realtime_cnn speaks version {found} of its interface, this package version {Abi}: "
                    + "they come from different builds.");
            }
            _isFound = true;
        }
    }
}
