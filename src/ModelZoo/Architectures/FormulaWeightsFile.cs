using System.Globalization;
using System.Runtime.InteropServices;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Weights by formula in a temporary file, for ONNX Runtime to map as it maps trained ones. In managed memory the half gigabyte of VGG-16
/// would have to be collected, and a collection of that size stops every thread for longer than a frame lasts (70 to 80 ms).
/// </summary>
/// <remarks>
/// One thread at a time. The file goes with this object, or where a session still maps it (on Windows) some time later.
/// </remarks>
internal sealed class FormulaWeightsFile : IDisposable
{
    private const string Name = "weights.bin";
    private const int ValuesAtOnce = 1 << 18;
    private const int LargestInline = 256; // biases and normalisations, which optimisations of the graph fold

    private readonly ScratchFolder _folder;
    private readonly FileStream _file;
    private readonly float[] _values = new float[ValuesAtOnce];

    /// <summary>Makes an empty file in the system's folder for temporary ones.</summary>
    /// <exception cref="VisionException">None can be made there.</exception>
    public FormulaWeightsFile()
    {
        try
        {
            _folder = new ScratchFolder();
            _file = new FileStream(
                Path.Combine(_folder.Path, Name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(Path.GetTempPath(), e);
        }
    }

    /// <summary>The folder in which graphs look for the file.</summary>
    public string Folder => _folder.Path;

    /// <summary>A <see cref="WeightSource"/> that appends each tensor to the file.</summary>
    /// <exception cref="VisionException">The file cannot be written.</exception>
    public TensorProto Append(string name, ReadOnlySpan<long> shape)
    {
        long count = TensorShape.ElementCount(shape);
        if (count <= LargestInline)
            return FormulaWeights.Initializer(name, shape);
        long offset = _file.Position;
        try
        {
            Write(count, FormulaWeights.Fnv1A64(name), FormulaWeights.Rule.For(name, shape));
        }
        catch (IOException e)
        {
            throw CannotWrite(Folder, e);
        }
        return new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { shape.ToArray() },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { Entry("location", Name), Entry("offset", offset), Entry("length", _file.Position - offset) },
        };
    }

    /// <summary>Hands what was written to the system, so that others read it.</summary>
    public void Complete() => _file.Dispose();

    /// <summary>Deletes the file. A session that maps it keeps what it maps.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    private void Write(long count, ulong seed, FormulaWeights.Rule rule)
    {
        for (long done = 0; done < count; done += ValuesAtOnce)
        {
            Span<float> values = _values.AsSpan(0, (int)Math.Min(ValuesAtOnce, count - done));
            FormulaWeights.Fill(values, seed + (ulong)done, rule);
            _file.Write(MemoryMarshal.AsBytes(values));
        }
    }

    private static VisionException CannotWrite(string folder, Exception why) =>
        new($"its stand-in weights cannot be written to '{folder}': {why.Message} "
            + "Make room there, or let TMPDIR (on Windows TMP) name another folder.", why);

    private static StringStringEntryProto Entry(string key, object value) =>
        new() { Key = key, Value = Convert.ToString(value, CultureInfo.InvariantCulture) };
}
