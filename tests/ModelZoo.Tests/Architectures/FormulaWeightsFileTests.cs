using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Weights by formula on their way through a file: the same values, and nothing left behind.</summary>
[TestFixture]
internal sealed class FormulaWeightsFileTests
{
    [Test]
    public void Append_WritesTheFormulasValues_OneTensorBehindTheOther()
    {
        using var weights = new FormulaWeightsFile();
        (string Name, long[] Shape)[] tensors = [("a.weight", [3, 100_001]), ("b.weight", [7, 1001]), ("c.bias", [300])];
        TensorProto[] pointers = [.. tensors.Select(tensor => weights.Append(tensor.Name, tensor.Shape))];
        weights.Complete();
        byte[] file = File.ReadAllBytes(Directory.GetFiles(weights.Folder, "*.bin").Single());
        for (int i = 0; i < tensors.Length; i++)
        {
            TensorProto expected = FormulaWeights.Initializer(tensors[i].Name, tensors[i].Shape);
            Assert.That(pointers[i].DataLocation, Is.EqualTo(TensorProto.Types.DataLocation.External));
            Assert.That((pointers[i].Name, pointers[i].DataType), Is.EqualTo((expected.Name, expected.DataType)));
            Assert.That(pointers[i].Dims, Is.EqualTo(expected.Dims));
            Dictionary<string, string> entries = pointers[i].ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
            Assert.That(Path.GetFileName(Directory.GetFiles(weights.Folder, "*.bin").Single()), Is.EqualTo(entries["location"]));
            ReadOnlySpan<byte> written = file.AsSpan(int.Parse(entries["offset"]), int.Parse(entries["length"]));
            Assert.That(written.SequenceEqual(expected.RawData.Span), tensors[i].Name);
        }
    }

    [Test]
    public void Append_KeepsSmallTensorsInTheGraph()
    {
        using var weights = new FormulaWeightsFile();
        Assert.That(weights.Append("a.bias", [64]), Is.EqualTo(FormulaWeights.Initializer("a.bias", [64])));
    }

    [Test]
    public void ASession_GivesTheSameScores_AndOutlivesTheFile()
    {
        Architecture architecture = Architecture.Find("lenet5")!;
        using SessionOptions options = CpuBackend.CreateSessionOptions(threads: 0);
        using var inline = new InferenceSession(architecture.Create(FormulaWeights.Initializer).ToByteArray(), options);
        string folder;
        InferenceSession mapped;
        using (var weights = new FormulaWeightsFile())
        {
            folder = weights.Folder;
            byte[] graph = architecture.Create(weights.Append).ToByteArray();
            weights.Complete();
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
            mapped = new InferenceSession(graph, options);
        }
        using (mapped)
        {
            if (!OperatingSystem.IsWindows())
                Assert.That(folder, Does.Not.Exist, "a mapped file need not stay here");
            Assert.That(Scores(mapped), Is.EqualTo(Scores(inline)));
        }
    }

    [Test]
    public void Dispose_Twice_LeavesNothing()
    {
        var weights = new FormulaWeightsFile();
        weights.Append("a.weight", [1000]);
        weights.Dispose();
        weights.Dispose();
        Assert.That(weights.Folder, Does.Not.Exist);
    }

    private static float[] Scores(InferenceSession session)
    {
        (string name, NodeMetadata metadata) = session.InputMetadata.First();
        long[] shape = [.. metadata.Dimensions.Select(side => (long)Math.Max(side, 1))];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(FormulaWeights.Input((int)shape.Aggregate((a, b) => a * b)), shape);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [name], [input], session.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
