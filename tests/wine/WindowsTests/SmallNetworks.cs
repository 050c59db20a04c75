using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Networks of one operator, made here.</summary>
internal static class SmallNetworks
{
    /// <summary>The sum of a grey 4 x 4 picture, whose batch and height are left open under the names given ("": without a name).</summary>
    public static byte[] SumOfPixels(string batch, string height)
    {
        NodeProto sum = new() { OpType = "ReduceSum", Input = { "x" }, Output = { "y" } };
        sum.Attribute.Add(new AttributeProto { Name = "keepdims", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
        return Model(sum, [Open(batch), Fixed(1), Open(height), Fixed(4)], [Fixed(1), Fixed(1), Fixed(1), Fixed(1)]);
    }

    /// <summary>A network with an operator that no GPU has: it works on text.</summary>
    public static byte[] WithStringOperator()
    {
        GraphProto graph = new() { Name = "text" };
        graph.Node.Add(new NodeProto { OpType = "Cast", Input = { "x" }, Output = { "text" }, Attribute = { To(8) } });
        graph.Node.Add(new NodeProto { OpType = "Cast", Input = { "text" }, Output = { "y" }, Attribute = { To(1) } });
        return Model(graph, [Fixed(1), Fixed(1), Fixed(2), Fixed(2)], [Fixed(1), Fixed(1), Fixed(2), Fixed(2)]);

        static AttributeProto To(long type) => new() { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = type };
    }

    private static byte[] Model(NodeProto node, TensorShapeProto.Types.Dimension[] input, TensorShapeProto.Types.Dimension[] output)
    {
        GraphProto graph = new() { Name = "one" };
        graph.Node.Add(node);
        return Model(graph, input, output);
    }

    private static byte[] Model(GraphProto graph, TensorShapeProto.Types.Dimension[] input, TensorShapeProto.Types.Dimension[] output)
    {
        graph.Input.Add(Value("x", input));
        graph.Output.Add(Value("y", output));
        ModelProto model = new() { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, TensorShapeProto.Types.Dimension[] dimensions)
    {
        TensorShapeProto shape = new();
        shape.Dim.AddRange(dimensions);
        var tensor = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static TensorShapeProto.Types.Dimension Fixed(long length) => new() { DimValue = length };

    private static TensorShapeProto.Types.Dimension Open(string name) => name.Length > 0 ? new() { DimParam = name } : new();
}
