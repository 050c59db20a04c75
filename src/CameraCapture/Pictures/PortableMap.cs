using System.Buffers.Binary;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// PBM, PGM, PPM and PAM, plain and raw, of any maximum, as https://netpbm.sourceforge.net/doc/ defines them. OpenCV leaves values as they
/// are where the maximum is not 255 or 65535, and takes the channels of PAM for others. Stateless: any thread.
/// </summary>
internal static class PortableMap
{
    private const string CutOff = "is cut off";

    public static bool IsOne(ReadOnlySpan<byte> file) =>
        file.Length > 2 && file[0] == 'P' && file[1] is >= (byte)'1' and <= (byte)'7' && IsSpace(file[2]);

    /// <summary>Decodes the first picture of a file as BGR8, alpha left away; sets the frame's truth to null.</summary>
    /// <returns>Null; or what is missing, wrong or too large, to be said behind the file's name, the frame untouched.</returns>
    public static string? Read(ReadOnlySpan<byte> file, Frame into)
    {
        char kind = (char)file[1];
        Reader reader = new(file, 2);
        Header header = kind == '7' ? ReadNamed(ref reader) : ReadNumbers(ref reader, kind);
        if (ProblemOf(header) is { } problem)
            return reader.At >= file.Length ? CutOff : problem;
        bool isPlain = kind <= '3', isBits = kind == '4';
        int bytesPerSample = header.Maximum > byte.MaxValue ? 2 : 1;
        long samples = (long)header.Width * header.Channels;
        long rowBytes = isBits ? (header.Width + 7) / 8 : samples * bytesPerSample;
        // A plain sample takes a digit at least, so a header alone never makes a picture of its size.
        if (file.Length - reader.At < (isPlain ? samples : rowBytes) * header.Height)
            return CutOff;
        if (isPlain && !CountsAsMany(reader, samples * header.Height, kind == '1'))
            return "is cut off or damaged";

        into.Reshape(header.Width, header.Height, PixelFormat.Bgr8);
        byte[] scaled = Scaled(header.Maximum, bytesPerSample, isInk: kind is '1' or '4');
        byte[] levels = new byte[samples];
        for (int y = 0; y < header.Height; y++)
        {
            ReadOnlySpan<byte> raw = isPlain ? default : file.Slice(reader.At + (int)(y * rowBytes), (int)rowBytes);
            for (int i = 0; i < levels.Length; i++)
            {
                levels[i] = scaled[
                    isPlain ? Math.Min(reader.Number(oneDigit: kind == '1'), scaled.Length - 1)
                    : isBits ? raw[i / 8] >> (7 - i % 8) & 1
                    : bytesPerSample == 2 ? BinaryPrimitives.ReadUInt16BigEndian(raw[(2 * i)..])
                    : raw[i]];
            }
            Spread(levels, header.Channels, into.Row(y));
        }
        into.Truth = null;
        return null;
    }

    // A number that is missing, negative or beyond all limits is -1; all are 0 where a word is unknown.
    private static string? ProblemOf(Header header)
    {
        const int Most = Frame.MaxDimension;
        if (header == default)
            return "is damaged";
        if (header.Width < 1 || header.Height < 1)
            return $"states a size that is not 1 to {Most:N0} pixels each way";
        if (header.Width > Most || header.Height > Most)
            return $"has {header.Width} x {header.Height} pixels; at most {Most} each way are supported";
        if (header.Channels is < 1 or > 4)
            return $"has {header.Channels} channels; 1 to 4 are read";
        return header.Maximum is < 1 or > ushort.MaxValue ? $"states a maximum that is not 1 to {ushort.MaxValue:N0}" : null;
    }

    // Levels of 0 to 255 for all that a sample can be; what is above the maximum counts as the maximum.
    private static byte[] Scaled(int maximum, int bytesPerSample, bool isInk)
    {
        byte[] scaled = new byte[bytesPerSample == 2 ? ushort.MaxValue + 1 : byte.MaxValue + 1];
        for (int i = 0; i < scaled.Length; i++)
        {
            int level = (255 * Math.Min(i, maximum) + maximum / 2) / maximum;
            scaled[i] = (byte)(isInk ? 255 - level : level); // a 1 is black on white paper
        }
        return scaled;
    }

    private static void Spread(byte[] levels, int channels, Span<byte> row)
    {
        (int green, int blue) = channels >= 3 ? (1, 2) : (0, 0);
        for (int from = 0, to = 0; from < levels.Length; from += channels, to += 3)
            (row[to], row[to + 1], row[to + 2]) = (levels[from + blue], levels[from + green], levels[from]);
    }

    private static bool CountsAsMany(Reader reader, long samples, bool oneDigit)
    {
        for (long i = 0; i < samples; i++)
        {
            if (reader.Number(oneDigit) < 0)
                return false;
        }
        return true;
    }

    private static Header ReadNumbers(ref Reader reader, char kind)
    {
        Header header = new()
        {
            Width = reader.Number(),
            Height = reader.Number(),
            Maximum = kind is '1' or '4' ? 1 : reader.Number(),
            Channels = kind is '3' or '6' ? 3 : 1,
        };
        reader.At++; // exactly one space; of a plain file any number follows
        return header;
    }

    private static Header ReadNamed(ref Reader reader)
    {
        Header header = new();
        while (true)
        {
            switch (reader.Word())
            {
                case "WIDTH":
                    header.Width = reader.Number();
                    break;
                case "HEIGHT":
                    header.Height = reader.Number();
                    break;
                case "DEPTH":
                    header.Channels = reader.Number();
                    break;
                case "MAXVAL":
                    header.Maximum = reader.Number();
                    break;
                case "TUPLTYPE":
                    reader.SkipLine();
                    break;
                case "ENDHDR":
                    reader.SkipLine();
                    return header;
                default:
                    return new Header();
            }
        }
    }

    private static bool IsSpace(byte one) => one is (byte)' ' or >= 9 and <= 13;

    private record struct Header(int Width, int Height, int Channels, int Maximum);

    /// <summary>Words and numbers between spaces and comments.</summary>
    private ref struct Reader(ReadOnlySpan<byte> file, int at)
    {
        private readonly ReadOnlySpan<byte> _file = file;

        public int At { get; set; } = at;

        /// <summary>The next number; -1 if there is none, or one beyond all limits.</summary>
        public int Number(bool oneDigit = false)
        {
            SkipSpace();
            int value = -1;
            while (At < _file.Length && char.IsAsciiDigit((char)_file[At]))
            {
                value = Math.Max(value, 0) * 10 + (_file[At++] - '0');
                if (value > 1_000_000)
                    return -1;
                if (oneDigit)
                    break;
            }
            return value;
        }

        public string Word()
        {
            SkipSpace();
            int start = At;
            while (At < _file.Length && char.IsAsciiLetter((char)_file[At]) && At - start < 16)
                At++;
            return System.Text.Encoding.ASCII.GetString(_file[start..At]);
        }

        public void SkipLine()
        {
            int end = _file[Math.Min(At, _file.Length)..].IndexOf((byte)'\n');
            At = end < 0 ? _file.Length : At + end + 1;
        }

        private void SkipSpace()
        {
            while (At < _file.Length && (IsSpace(_file[At]) || _file[At] == '#'))
            {
                if (_file[At] == '#')
                    SkipLine();
                else
                    At++;
            }
        }
    }
}
