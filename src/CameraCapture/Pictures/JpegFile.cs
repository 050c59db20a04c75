using System.Buffers.Binary;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Where the picture in a JPEG file ends, and whether it is all there. Phones put films and previews behind it, or leave the end mark out;
/// libjpeg makes the rest of half a picture grey and says so on the console only. Stateless: any thread.
/// </summary>
internal static class JpegFile
{
    /// <summary>Bytes that <see cref="Tidy"/> may write behind the file's.</summary>
    public const int Slack = 8;

    private const byte EndOfImage = 0xD9, StartOfScan = 0xDA;
    private const int MostComponents = 4;

    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>Ends the file behind the last byte of its first picture.</summary>
    /// <param name="buffer">The file, and <see cref="Slack"/> more.</param>
    /// <param name="length">The file's length; afterwards what to decode.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Tidy(Span<byte> buffer, ref int length)
    {
        const string CutOff = "is cut off";
        ReadOnlySpan<byte> file = buffer[..length];
        Coefficients known = default;
        int at = 2, scans = 0;
        while (TryFindMarker(file, ref at, out byte marker))
        {
            if (marker is 0x00 or 0x01 or >= 0xD0 and <= 0xD8)
                continue; // stuffing, and marks without content
            if (marker == EndOfImage || at + 2 > length)
                return CutOff;
            int size = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (size < 2)
                return null; // damaged: the decoder's affair
            if (at + size > length)
                return CutOff;
            ReadOnlySpan<byte> segment = file.Slice(at + 2, size - 2);
            at += size;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                known = new Coefficients(marker, segment);
            if (marker != StartOfScan)
                continue;
            if (!known.TryAdd(segment))
                return null;
            scans++;
            int end = EndOfScan(file, at);
            if (end < 0) // to the end of the file; the decoder tells whether that is far enough
                return scans == 1 && known.IsBaseline && known.AreComplete ? null : CutOff;
            at = end;
            if (!known.AreComplete)
                continue;
            if (scans == 1 && known.IsBaseline)
            {
                // Not the end mark: at one libjpeg fills up what is missing, without it it waits for more and OpenCV tells.
                // The zeros are what it reads ahead; a few blocks' worth of missing bytes can hide in them.
                buffer.Slice(end, Slack).Clear();
                length = end + Slack;
            }
            else
            {
                (buffer[end], buffer[end + 1]) = (0xFF, EndOfImage);
                length = end + 2;
            }
            return null;
        }
        return CutOff;
    }

    // Any number of FF may stand before a mark.
    private static bool TryFindMarker(ReadOnlySpan<byte> file, ref int at, out byte marker)
    {
        marker = 0;
        int found = file[at..].IndexOf((byte)0xFF);
        if (found < 0)
            return false;
        int length = file[(at + found)..].IndexOfAnyExcept((byte)0xFF);
        if (length < 0)
            return false;
        at += found + length;
        marker = file[at++];
        return true;
    }

    // Compressed data ends at the first mark that does not belong to it; -1 if there is none.
    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (TryFindMarker(file, ref at, out byte marker))
        {
            if (marker is 0x00 or >= 0xD0 and <= 0xD7)
                continue;
            int end = at - 2;
            while (file[end - 1] == 0xFF)
                end--;
            return end;
        }
        return -1;
    }

    /// <summary>Which of the 64 coefficients of each component's blocks are known to the last bit: one scan brings all, or some.</summary>
    private struct Coefficients
    {
        private readonly byte _frame;
        private readonly int _components;
        private Ids _ids;
        private Masks _known;

        public Coefficients(byte frame, ReadOnlySpan<byte> segment)
        {
            _frame = frame;
            int components = segment.Length > 5 ? segment[5] : 0;
            if (components is 0 or > MostComponents || segment.Length < 6 + 3 * components)
                return;
            _components = components;
            for (int i = 0; i < components; i++)
                _ids[i] = segment[6 + 3 * i];
        }

        // Sequential, Huffman.
        public readonly bool IsBaseline => _frame is 0xC0 or 0xC1;

        public readonly bool AreComplete => !_known[.._components].ContainsAnyExcept(ulong.MaxValue);

        /// <summary>Takes the header of a scan; false if it does not belong to the frame.</summary>
        public bool TryAdd(ReadOnlySpan<byte> scan)
        {
            int count = scan.IsEmpty ? 0 : scan[0];
            if (count == 0 || count > _components || scan.Length < 4 + 2 * count)
                return false;
            int first = scan[1 + 2 * count], last = scan[2 + 2 * count], missingBits = scan[3 + 2 * count] & 15;
            bool isProgressive = _frame is 0xC2 or 0xC6 or 0xCA or 0xCE;
            if (!isProgressive)
                (first, last, missingBits) = (0, 63, 0);
            if (first > last || last > 63)
                return false;
            for (int i = 0; i < count; i++)
            {
                int component = _ids[.._components].IndexOf(scan[1 + 2 * i]);
                if (component < 0)
                    return false;
                if (missingBits == 0)
                    _known[component] |= ulong.MaxValue >> (63 - last + first) << first;
            }
            return true;
        }

        [System.Runtime.CompilerServices.InlineArray(MostComponents)]
        private struct Ids
        {
            private byte _first;
        }

        [System.Runtime.CompilerServices.InlineArray(MostComponents)]
        private struct Masks
        {
            private ulong _first;
        }
    }
}
