using System.Runtime.InteropServices;
using NUnit.Framework;

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
    public static void ReadEverything(string path)
    {
        const int Sane = 16 << 20;
        using TensorFile file = TensorFile.Open(path);
        foreach (StoredTensor tensor in file.Tensors.Where(tensor => tensor.ByteCount <= Sane))
            file.Read(tensor, new byte[tensor.ByteCount]);
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

    public void Dispose() => _folder.Delete(recursive: true);
}
