using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;
using DataType = RealtimeCnn.ModelZoo.Onnx.TensorProto.Types.DataType;

namespace RealtimeCnn.Tests;

/// <summary>A network that computes with half the bits, behind an input and before an output with all of them.</summary>
internal static class HalfPrecision
{
    /// <summary>Of one with a single input and output and all weights as raw float32.</summary>
    public static ModelProto Of(ModelProto model)
    {
        ModelProto copy = model.Clone();
        GraphProto graph = copy.Graph;
        string input = graph.Input.Single(value => graph.Initializer.All(tensor => tensor.Name != value.Name)).Name;
        string output = graph.Output.Single().Name;
        foreach (TensorProto tensor in graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float))
        {
            ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
            var halves = new Half[values.Length];
            TensorPrimitives.ConvertToHalf(values, halves);
            tensor.DataType = (int)DataType.Float16;
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(halves.AsSpan()));
        }
        foreach (NodeProto node in graph.Node)
        {
            Rename(node.Input, input);
            Rename(node.Output, output);
        }
        graph.ValueInfo.Clear();
        graph.Node.Insert(0, Cast(input, Half(input), DataType.Float16));
        graph.Node.Add(Cast(Half(output), output, DataType.Float));
        return copy;
    }

    private static string Half(string name) => name + ".half";

    private static void Rename(IList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
            names[i] = names[i] == name ? Half(name) : names[i];
    }

    private static NodeProto Cast(string from, string to, DataType type) => new()
    {
        OpType = "Cast", Name = to + ".cast", Input = { from }, Output = { to },
        Attribute = { new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (long)type } },
    };
}
