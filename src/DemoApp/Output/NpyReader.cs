using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Reads NumPy's .npy format (numpy.lib.format), versions 1.0 and 2.0, strictly: little-endian float32 in C order, of the shape
/// that is asked for and not a byte more.
/// </summary>
internal static partial class NpyReader
{
    private const int MaxHeader = 1 << 12; // a tensor of four dimensions needs 118

    /// <summary>Reads a tensor of a known shape.</summary>
    /// <exception cref="VisionException">The file is missing, is something else, or has another type, order, shape or length.</exception>
    public static float[] ReadFloats(string path, params int[] shape)
    {
        try
        {
            if (Directory.Exists(path))
                throw Refused(path, "it is a folder");
            FileInfo info = new(path); // of a pipe or device, opening or reading which may never end, the length is 0 too
            if ((info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info) is { Exists: true, Length: 0 })
                throw Refused(path, "it is empty, or a pipe or device");
            using FileStream file = File.OpenRead(path);
            return ReadFloats(file, path, shape);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>The same of a file that is open.</summary>
    /// <param name="file">At its beginning; knows its length.</param>
    /// <param name="path">What it is called.</param>
    /// <param name="shape">What is wanted.</param>
    /// <exception cref="VisionException">It is something else, or has another type, order, shape or length.</exception>
    public static float[] ReadFloats(Stream file, string path, params int[] shape)
    {
        try
        {
            string header = ReadHeader(path, file);
            Match match = HeaderPattern().Match(header);
            string? Field(string name) => Enumerable.Range(0, match.Groups["key"].Captures.Count)
                .Where(i => match.Groups["key"].Captures[i].Value == name)
                .Select(i => match.Groups["value"].Captures[i].Value)
                .FirstOrDefault();
            if (!match.Success || match.Groups["key"].Captures.Count != 3
                || Field("descr") is not { } type || Field("fortran_order") is not { } fortran || Field("shape") is not { } stated)
                throw Refused(path, "its header is not that of an array");
            if (type != "'<f4'")
                throw Refused(path, $"its type is {type}; save it with .astype('<f4')");
            if (fortran != "False")
                throw Refused(path, "it is in Fortran order; save it with numpy.ascontiguousarray");
            string wanted = string.Join(", ", shape);
            if (Plain(stated) != Plain(wanted))
                throw Refused(path, $"its shape is {stated}, the model takes ({wanted})");
            float[] values = new float[shape.Aggregate(1, (product, n) => checked(product * n))];
            long has = file.Length - file.Position, needs = values.Length * (long)sizeof(float);
            if (has != needs)
                throw Refused(path, $"it has {has:N0} bytes of data, its shape needs {needs:N0}");
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
        catch (EndOfStreamException e)
        {
            throw Refused(path, "it ends in the middle", e);
        }
    }

    private static string ReadHeader(string path, Stream file)
    {
        Span<byte> start = stackalloc byte[8];
        file.ReadExactly(start);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw Refused(path, "it is no .npy file");
        if ((start[6], start[7]) is not ((1, 0) or (2, 0)))
            throw Refused(path, $"it has format version {start[6]}.{start[7]}; 1.0 and 2.0 are read");
        Span<byte> size = stackalloc byte[4];
        size.Clear();
        file.ReadExactly(size[..(start[6] == 1 ? 2 : 4)]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > MaxHeader || length > file.Length - file.Position)
            throw Refused(path, $"its header claims {length:N0} bytes");
        byte[] header = new byte[length];
        file.ReadExactly(header);
        return Encoding.Latin1.GetString(header);
    }

    private static string Plain(string shape) =>
        string.Join(',', shape.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static VisionException Refused(string path, string why, Exception? inner = null) =>
        new($"Tensor file '{path}' cannot be used: {why}.", inner);

    // A Python dict of three entries, as numpy writes it and nothing else: no expression is evaluated. There is one way to divide a header
    // into entries, and an entry that was taken stays so: what is no header costs no more than one that is.
    [GeneratedRegex(
        @"^\{\s*(?>'(?<key>\w{1,32})'\s*:\s*(?<value>'[^']{0,32}'|True|False|\([\d, ]*\))\s*(?:,\s*)?)*\}\s*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex HeaderPattern();
}
