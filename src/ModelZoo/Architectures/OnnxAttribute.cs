using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Makes the attributes of ONNX nodes.</summary>
internal static class OnnxAttribute
{
    public static AttributeProto Int(string attribute, long value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Ints(string attribute, params long[] values) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    public static AttributeProto Float(string attribute, double value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Float, F = (float)value };

    public static AttributeProto Tensor(string attribute, TensorProto value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Tensor, T = value };
}
