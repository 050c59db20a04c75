namespace RealtimeCnn.ModelZoo;

/// <summary>The messages of an ONNX file that are looked into.</summary>
internal enum OnnxMessage
{
    /// <summary>Any other: stepped over.</summary>
    Other,

    /// <summary>ModelProto: the file.</summary>
    Model,

    /// <summary>GraphProto.</summary>
    Graph,

    /// <summary>NodeProto.</summary>
    Node,

    /// <summary>AttributeProto.</summary>
    Attribute,

    /// <summary>TensorProto.</summary>
    Tensor,

    /// <summary>SparseTensorProto.</summary>
    SparseTensor,

    /// <summary>FunctionProto.</summary>
    Function,

    /// <summary>TrainingInfoProto.</summary>
    Training,

    /// <summary>ValueInfoProto.</summary>
    Value,

    /// <summary>StringStringEntryProto, where a tensor describes its place.</summary>
    Entry,
}

/// <summary>
/// How ONNX writes the fields that are looked at. A field in another encoding, or one too many, is refused: parsers differ in what they
/// make of it. Some take the last of two, some merge them, some leave an unknown value out and keep the first.
/// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
/// </summary>
/// <param name="Type">Its encoding; null for a field that is not looked at.</param>
/// <param name="IsSingular">Whether a message has at most one.</param>
/// <param name="IsPackable">Whether several numbers may stand in one payload.</param>
internal readonly record struct OnnxField(WireType? Type, bool IsSingular = false, bool IsPackable = false)
{
    private static readonly OnnxField One = new(WireType.Bytes, IsSingular: true), Many = new(WireType.Bytes);
    private static readonly OnnxField Number = new(WireType.Varint, IsSingular: true);

    /// <summary>Checks the field that was read last.</summary>
    /// <param name="message">The message it stands in.</param>
    /// <param name="reader">At its payload.</param>
    /// <param name="seen">The singular fields that the message had so far, a bit each; 0 at its beginning.</param>
    /// <exception cref="InvalidDataException">It is not as ONNX has it.</exception>
    public static void Require(OnnxMessage message, ProtobufReader reader, ref uint seen)
    {
        OnnxField field = Of(message, reader.Field);
        if (field.Type is not { } type)
            return;
        if (reader.Type != type && !(field.IsPackable && reader.Type == WireType.Bytes))
            throw Refused("in an encoding that is not ONNX's");
        uint bit = 1u << reader.Field;
        if (field.IsSingular && (seen & bit) != 0)
            throw Refused("twice");
        seen |= bit;

        InvalidDataException Refused(string how) => new(
            $"a {message.ToString().ToLowerInvariant()} before byte {reader.Position:N0} holds field {reader.Field} {how}");
    }

    private static OnnxField Of(OnnxMessage message, int field) => (message, field) switch
    {
        (OnnxMessage.Model, 7) => One,
        (OnnxMessage.Model, 20 or 25) => Many,
        (OnnxMessage.Graph, 1 or 5 or 11 or 12 or 13 or 15) => Many,
        (OnnxMessage.Node, 4 or 7 or 8) => One,
        (OnnxMessage.Node, 5) => Many,
        (OnnxMessage.Attribute, 1 or 5 or 6 or 21 or 22) => One,
        (OnnxMessage.Attribute, 10 or 11 or 23) => Many,
        (OnnxMessage.SparseTensor, 1 or 2) => One,
        (OnnxMessage.Function, 1 or 10 or 13) => One,
        (OnnxMessage.Function, 7 or 11) => Many,
        (OnnxMessage.Training, 1 or 2) => One,
        (OnnxMessage.Entry, 1 or 2) => One,
        (OnnxMessage.Attribute, 3) or (OnnxMessage.Tensor, 2 or 14) => Number,
        (OnnxMessage.Tensor, 8 or 9) => One,
        (OnnxMessage.Tensor, 6 or 13) => Many,
        (OnnxMessage.Tensor, 1 or 5 or 7 or 11) => new(WireType.Varint, IsPackable: true),
        (OnnxMessage.Tensor, 4) => new(WireType.Fixed32, IsPackable: true),
        (OnnxMessage.Tensor, 10) => new(WireType.Fixed64, IsPackable: true),
        _ => default,
    };
}
