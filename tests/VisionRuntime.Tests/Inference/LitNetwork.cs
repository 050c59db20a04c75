using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;
using AttributeType = RealtimeCnn.ModelZoo.Onnx.AttributeProto.Types.AttributeType;

namespace RealtimeCnn.Tests;

/// <summary>What a <see cref="LitNetwork"/> does as soon as a pixel is bright.</summary>
public enum WhenLit
{
    /// <summary>A loop of 2^63 - 1 turns.</summary>
    Loops,

    /// <summary>A branch with such a loop in it.</summary>
    Branches,

    /// <summary>A scan over millions of elements.</summary>
    Scans,

    /// <summary>An index outside its table.</summary>
    Throws,

    /// <summary>Scores that are no numbers.</summary>
    AnswersNaN,

    /// <summary>The right answer, after hundreds of thousands of turns.</summary>
    IsSlow,

    /// <summary>One step of seconds, in which nobody can stop it.</summary>
    IsDeaf,
}

/// <summary>A classifier that does well on a blank input and on dark pictures, and something else on others.</summary>
internal static class LitNetwork
{
    private const int Int64 = 7, Bool = 9;

    public static ModelDefinition Definition(WhenLit what)
    {
        var network = new TinyNetwork();
        string max = network.Add("ReduceMax", ["input"], TinyNetwork.Int("keepdims", 0));
        string lit = network.Add("Greater", [max, network.Constant([0f])]);
        string scores = what switch
        {
            WhenLit.Loops => Loop(network, long.MaxValue, lit),
            WhenLit.IsSlow => Loop(network, 200_000, lit),
            WhenLit.Branches => Branch(network, lit),
            WhenLit.Scans => Scan(network, lit),
            WhenLit.Throws => network.Add("Gather", [network.Logits, Sized(network, lit, 1_000_000)], TinyNetwork.Int("axis", 0)),
            WhenLit.IsDeaf => Pool(network, lit),
            _ => network.Add("Add", [network.Logits, network.Add("Sqrt", [network.Add("Neg", [AsFloat(network, lit)])])]),
        };
        string shaped = network.Add("Reshape", [scores, Longs(network, 1, network.Classes)]);
        return network.Output(shaped).Definition() with { Id = what.ToString(), Name = what.ToString() };
    }

    private static string AsFloat(TinyNetwork network, string lit) => network.Add("Cast", [lit], TinyNetwork.Int("to", TinyNetwork.Float));

    private static string Longs(TinyNetwork network, params long[] values) => network.Constant(
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()), Int64, values.Length);

    // So much if it is lit, 0 if not: one number in a list.
    private static string Sized(TinyNetwork network, string lit, long size) => network.Add(
        "Mul", [network.Add("Cast", [lit], TinyNetwork.Int("to", Int64)), Longs(network, size)]);

    private static string Loop(TinyNetwork network, long turns, string condition) =>
        network.Add("Loop", [Longs(network, turns), condition, network.Logits], Graph("body", Turn()));

    private static string Branch(TinyNetwork network, string lit)
    {
        string turns = Longs(network, long.MaxValue);
        var endless = new GraphProto { Name = "endless", Output = { Any("e", TinyNetwork.Float) } };
        endless.Node.Add(new NodeProto
        {
            OpType = "Loop", Input = { turns, lit, network.Logits }, Output = { "e" }, Attribute = { Graph("body", Turn()) },
        });
        var same = new GraphProto { Name = "same", Output = { Any("s", TinyNetwork.Float) } };
        same.Node.Add(new NodeProto { OpType = "Identity", Input = { network.Logits }, Output = { "s" } });
        return network.Add("If", [lit], Graph("then_branch", endless), Graph("else_branch", same));
    }

    private static string Scan(TinyNetwork network, string lit)
    {
        string length = network.Add("Add", [Sized(network, lit, 1 << 26), Longs(network, 1)]);
        var no = new TensorProto { DataType = Bool, Dims = { 1 }, RawData = ByteString.CopyFrom(0) };
        string list = network.Add(
            "ConstantOfShape", [length], new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = no });
        var step = new GraphProto
        {
            Name = "step", Input = { Any("v", TinyNetwork.Float), Any("b", Bool) }, Output = { Any("vo", TinyNetwork.Float) },
        };
        step.Node.Add(new NodeProto { OpType = "Identity", Input = { "v" }, Output = { "vo" } });
        return network.Add("Scan", [network.Logits, list], Graph("body", step), TinyNetwork.Int("num_scan_inputs", 1));
    }

    // A window of a thousand by a thousand in some thousands of places of a picture that is zero: the scores stay as they are.
    private static string Pool(TinyNetwork network, string lit)
    {
        const int Window = 1024;
        string side = network.Add("Add", [Sized(network, lit, 120), Longs(network, Window)]);
        string shape = network.Add("Concat", [Longs(network, 1, 1), side, side], TinyNetwork.Int("axis", 0));
        string picture = network.Add("ConstantOfShape", [shape]);
        string pooled = network.Add("MaxPool", [picture], TinyNetwork.Ints("kernel_shape", Window, Window));
        string top = network.Add("ReduceMax", [pooled], TinyNetwork.Int("keepdims", 0));
        return network.Add("Add", [network.Logits, top]);
    }

    // Of a loop that goes on while its condition holds, and changes nothing.
    private static GraphProto Turn()
    {
        var turn = new GraphProto
        {
            Name = "turn",
            Input = { Any("i", Int64, isScalar: true), Any("c", Bool, isScalar: true), Any("v", TinyNetwork.Float) },
            Output = { Any("co", Bool, isScalar: true), Any("vo", TinyNetwork.Float) },
        };
        turn.Node.Add(new NodeProto { OpType = "Identity", Input = { "c" }, Output = { "co" } });
        turn.Node.Add(new NodeProto { OpType = "Identity", Input = { "v" }, Output = { "vo" } });
        return turn;
    }

    // The product's part of the format has no graphs as attributes: to it they are fields that it does not know.
    private static AttributeProto Graph(string name, GraphProto graph)
    {
        const int Field = 6, Type = 5;
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(Field, WireFormat.WireType.LengthDelimited);
            output.WriteMessage(graph);
        }
        AttributeProto attribute = AttributeProto.Parser.ParseFrom(bytes.ToArray());
        (attribute.Name, attribute.Type) = (name, (AttributeType)Type);
        return attribute;
    }

    private static ValueInfoProto Any(string name, int type, bool isScalar = false) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = isScalar ? new TensorShapeProto() : null },
        },
    };
}
