using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Architecture = RealtimeCnn.ModelZoo.Architecture;

namespace RealtimeCnn.Tests;

/// <summary>A tensor of float32 to be put into a checkpoint.</summary>
internal sealed record CheckpointTensor(long[] Shape, float[] Values);

/// <summary>A piece of pickle as it is, for what no value here stands for.</summary>
internal sealed record RawPickle(string Program)
{
    /// <summary>What scripts put beside their weights: <c>argparse.Namespace(lr=1)</c>.</summary>
    public static RawPickle Namespace { get; } = new("cargparse\nNamespace\n)\x81}X\x02\x00\x00\x00lrK\x01sb");

    /// <summary>A float64 of NumPy's, as the best accuracy often is.</summary>
    public static RawPickle NumpyScalar { get; } = new(
        "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nX\x02\x00\x00\x00" + "f8K\x00K\x01\x87R(K\x03X\x01\x00\x00\x00<NNN"
        + "J\xFF\xFF\xFF\xFFJ\xFF\xFF\xFF\xFFK\x00tbc_codecs\nencode\nX\x08\x00\x00\x00" + "abcdefghX\x06\x00\x00\x00latin1\x86R\x86R");
}

/// <summary>Writes checkpoints as PyTorch does since 1.6: a zip of a pickle and the storages.</summary>
internal sealed class Checkpoint
{
    private readonly StringBuilder _pickle = new("\x80\x02");
    private readonly List<float[]> _storages = [];

    /// <summary>Writes a file.</summary>
    /// <param name="path">Must not exist.</param>
    /// <param name="root">Dictionaries as arrays of pairs, text, numbers, tensors.</param>
    public static string Write(string path, object? root)
    {
        Checkpoint checkpoint = new();
        checkpoint.Add(root);
        checkpoint._pickle.Append('.');
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        AddEntry(zip, "archive/data.pkl", Encoding.Latin1.GetBytes(checkpoint._pickle.ToString()));
        for (int i = 0; i < checkpoint._storages.Count; i++)
            AddEntry(zip, $"archive/data/{i}", MemoryMarshal.AsBytes(checkpoint._storages[i].AsSpan()));
        return path;
    }

    /// <summary>An architecture's tensors with the formula's values, under names with something before them.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="prefix">What stands before each name.</param>
    /// <param name="classes">Rows of the last layer; null for all.</param>
    /// <param name="factor">What all values are multiplied with, to tell them from others.</param>
    public static (string, object?)[] State(Architecture architecture, string prefix = "", long? classes = null, float factor = 1) =>
    [
        .. architecture.Measure("", classes).Tensors.Select(tensor => (prefix + tensor.Name, (object?)new CheckpointTensor(
            tensor.Shape, [.. FormulaWeights.Tensor(tensor.Name, tensor.Shape).ToArray().Select(value => value * factor)]))),
    ];

    /// <summary>A single value, as a metric.</summary>
    public static CheckpointTensor Scalar(float value) => new([], [value]);

    private static void AddEntry(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(bytes);
    }

    private void Add(object? value)
    {
        switch (value)
        {
            case null: _pickle.Append('N'); break;
            case bool flag: _pickle.Append(flag ? '\x88' : '\x89'); break;
            case int number: _pickle.Append('J').Append(Bytes(BitConverter.GetBytes(number))); break;
            case string text: AddText(text); break;
            case RawPickle raw: _pickle.Append(raw.Program); break;
            case CheckpointTensor tensor: AddTensor(tensor); break;
            case ValueTuple<string, object?>[] pairs:
                _pickle.Append("}(");
                foreach ((string key, object? inner) in pairs)
                {
                    AddText(key);
                    Add(inner);
                }
                _pickle.Append('u');
                break;
            default: throw new ArgumentException($"{value.GetType()} has no pickle here.", nameof(value));
        }
    }

    private void AddText(string text) => _pickle.Append('X').Append(Bytes(BitConverter.GetBytes(text.Length))).Append(text);

    private void AddTensor(CheckpointTensor tensor)
    {
        long[] strides = new long[tensor.Shape.Length];
        long stride = 1;
        for (int i = strides.Length - 1; i >= 0; stride *= tensor.Shape[i--])
            strides[i] = stride;
        _pickle.Append("ctorch._utils\n_rebuild_tensor_v2\n((");
        AddText("storage");
        _pickle.Append("ctorch\nFloatStorage\n");
        AddText($"{_storages.Count}");
        AddText("cpu");
        Add(tensor.Values.Length);
        _pickle.Append("tQ");
        Add(0);
        AddTuple(tensor.Shape);
        AddTuple(strides);
        _pickle.Append("\x89NtR");
        _storages.Add(tensor.Values);
    }

    private void AddTuple(long[] values)
    {
        _pickle.Append('(');
        foreach (long value in values)
            Add((int)value);
        _pickle.Append('t');
    }

    private static string Bytes(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
