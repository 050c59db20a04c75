using System.Runtime.InteropServices;
using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Small ONNX files made for tests, in a folder that goes with the test.</summary>
internal sealed class TestModels : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtimecnn-tests-");

    public string Folder => _folder.FullName;

    /// <summary>LeNet-5 with formula weights, after a change to its graph.</summary>
    public string Write(string name, Action<ModelProto>? change = null)
    {
        ModelProto model = LeNet5.Build(new GraphBuilder(name, FormulaWeights.Initializer));
        change?.Invoke(model);
        string path = Path.Combine(Folder, name + ".onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    /// <summary>A definition of such a file with LeNet's preprocessing.</summary>
    public ModelDefinition Definition(string name, Action<ModelProto>? change = null) => new()
    {
        Id = name,
        Name = name,
        File = Write(name, change),
        Preprocess = new PreprocessSpec { Width = 32, Height = 32, Channels = ChannelOrder.Grey, Mean = [0.5f], Std = [0.5f] },
    };

    /// <summary>A change to such a graph: the other sign before the weights of the last layer.</summary>
    public static void AnswersOtherwise(ModelProto model)
    {
        TensorProto last = model.Graph.Initializer.Last(tensor => tensor.Dims.Count == 2);
        byte[] weights = last.RawData.ToByteArray();
        foreach (ref float weight in MemoryMarshal.Cast<byte, float>(weights.AsSpan()))
            weight = -weight;
        last.RawData = ByteString.CopyFrom(weights);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
