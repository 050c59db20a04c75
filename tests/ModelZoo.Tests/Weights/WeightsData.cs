using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Weights files of the test data, and a folder for others that goes with the test.</summary>
internal sealed class WeightsData : IDisposable
{
    /// <summary>Real state dicts, one of each format and form.</summary>
    public static readonly string[] SmallFiles = ["mixed.safetensors", "mixed.pth", "mixed.legacy.pth", "checkpoint.pth", "parameters.pth"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtimecnn-tests-");

    public string Folder => _folder.FullName;

    /// <summary>A file of the test data.</summary>
    public static string Sample(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "weights", name);

    /// <summary>Writes a file.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Gives a file a second name.</summary>
    public void Link(string name, string second) => Links.Create(Path.Combine(Folder, name), Path.Combine(Folder, second));

    /// <summary>Writes a safetensors file of float32 tensors.</summary>
    public string WriteSafetensors(string name, params (string Name, long[] Shape)[] tensors)
    {
        string path = Path.Combine(Folder, name);
        SafetensorsWriter.Write(path, [.. tensors.Select(tensor => Formula(tensor.Name, tensor.Shape))]);
        return path;
    }

    /// <summary>A tensor to write, of the formula's values.</summary>
    public static TensorToWrite Formula(string name, long[] shape)
    {
        ReadOnlyMemory<float> values = FormulaWeights.Tensor(name, shape);
        return new TensorToWrite(name, shape, (start, part) => values.Span.Slice((int)start, part.Length).CopyTo(part));
    }

    /// <summary>A tensor's values as float32.</summary>
    public static float[] Values(TensorFile file, string name)
    {
        StoredTensor tensor = file.Tensors.Single(tensor => tensor.Name == name);
        byte[] bytes = new byte[tensor.ByteCount];
        file.Read(tensor, bytes);
        if (tensor.Type == ElementType.Other)
            return Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), value => (float)value);
        float[] values = new float[TensorShape.ElementCount(tensor.Shape)];
        Elements.ToSingle(tensor.Type, bytes, values);
        return values;
    }

    /// <summary>Expects a refusal in one line that names the file and the reason, and that little memory was taken.</summary>
    public static void Refuses(string path, string because, long maxAllocated = 2 << 20)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        VisionException? refusal = Assert.Throws<VisionException>(() => ReadEverything(path));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(refusal!.Message, Does.Contain(because).And.Contains(Path.GetFileName(path)).And.Not.Contains("\n"));
        Assert.That(allocated, Is.LessThan(maxAllocated));
    }

    /// <summary>Opens a file and reads all its tensors that are not absurdly large.</summary>
    public static void ReadEverything(string path) => ReadEverything(TensorFile.Open(path));

    /// <summary>Reads all tensors that are not absurdly large, and closes the file.</summary>
    public static void ReadEverything(TensorFile file)
    {
        const int Sane = 16 << 20;
        using (file)
        {
            foreach (StoredTensor tensor in file.Tensors.Where(tensor => tensor.ByteCount <= Sane))
                file.Read(tensor, new byte[tensor.ByteCount]);
        }
    }

    /// <summary>Whether everything can be read; any other failure than a refusal goes through.</summary>
    public static bool IsAccepted(string path)
    {
        try
        {
            ReadEverything(path);
            return true;
        }
        catch (VisionException)
        {
            return false;
        }
    }

    /// <summary>Writes LeNet-5 with the formula's weights, inside or in a file beside it.</summary>
    public string WriteGraph(string name, string? external)
    {
        ModelProto model = LeNet5.Build(new GraphBuilder("m", FormulaWeights.Initializer));
        if (external is not null)
        {
            using FileStream data = File.Create(Path.Combine(Folder, external));
            foreach (TensorProto tensor in model.Graph.Initializer)
            {
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = external });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{data.Position}" });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
                tensor.RawData.WriteTo(data);
                tensor.RawData = ByteString.Empty;
            }
        }
        return Write(name, model.ToByteArray());
    }

    /// <summary>Writes a zip file of the test data anew, compressed.</summary>
    public string Compress(string name, string newName)
    {
        string path = Path.Combine(Folder, newName);
        using ZipArchive source = ZipFile.OpenRead(Sample(name)), target = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (ZipArchiveEntry entry in source.Entries)
        {
            using Stream from = entry.Open(), to = target.CreateEntry(entry.FullName).Open();
            from.CopyTo(to);
        }
        return path;
    }

    /// <summary>Copies a file of the test data.</summary>
    public string Copy(string name) => Write(name, File.ReadAllBytes(Sample(name)));

    /// <summary>Names in a folder.</summary>
    public static string[] FilesIn(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Every file below a folder with its content.</summary>
    public static string[] Snapshot(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => File.Exists(path) ? $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}" : path),
    ];

    public void Dispose() => _folder.Delete(recursive: true);
}
