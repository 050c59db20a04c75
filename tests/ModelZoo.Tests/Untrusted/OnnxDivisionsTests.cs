using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>
/// Whole numbers divided by -1: a division of the least of them ends a program. Tried with ONNX Runtime 1.31.1, for Div and Mod, of 32 and
/// 64 bits, of constants and of values that are computed.
/// </summary>
[TestFixture]
internal sealed class OnnxDivisionsTests
{
    private const int Float = 1, UInt8 = 2, Int32 = 6, Int64 = 7;

    [TestCase("Div")]
    [TestCase("Mod")]
    public void ByAConstantBelowZero_IsRefused(string how)
    {
        Refuses(Of([Node(how, "whole", "minus")]));
        Refuses(Of([Constant("d", Int64, 3, -1), Node(how, "whole", "d")]));
        NodeProto list = new() { OpType = "Constant", Output = { "d" }, Attribute = { Ints("value_ints", 2, -1) } };
        Refuses(Of([list, Node(how, "whole", "d")]));
        Accepts(Of([Node(how, "whole", "two")]));
        Accepts(Of([Constant("d", Int64, 3, 1), Node(how, "whole", "d")]));
    }

    [TestCase("SplitToSequence")]
    [TestCase("STFT")]
    public void ByALengthThatIsGiven_IsRefused(string how)
    {
        Refuses(Of([Node(how, "x", "two")]), $"operator {how} divides by a length");
        NodeProto another = Node(how, "x", "two");
        another.Domain = "own";
        Accepts(Of([another]));
    }

    [Test]
    public void ByWhatIsComputed_IsRefused_UnlessOneSideIsASize()
    {
        NodeProto cast = Cast("x", "c", Int64);
        Refuses(Of([cast, Node("Div", "whole", "c")]));
        Refuses(Of([cast, Node("Sub", "c", "two", "d"), Node("Div", "whole", "d")]));
        Refuses(Of([Node("Shape", "x", to: "s"), Node("Neg", "s", to: "n"), Node("Div", "whole", "n")]));
        Refuses(Of([Node("Shape", "x", to: "s"), Cast("s", "c", Int32), Node("Div", "whole", "c")]));
        Refuses(Of([Node("Unheard", "x", to: "u"), Node("Div", "u", "u")]));
        Accepts(Of([Node("Shape", "x", to: "s"), Node("Gather", "s", "two", "g"), cast, Node("Div", "c", "g")]));
        Accepts(Of([cast, Node("Div", "c", "two", "half"), Node("Shape", "x", to: "s"), Node("Mod", "s", "half")]));
    }

    [Test]
    public void OtherTypes_AreDividedByAnything()
    {
        Accepts(Of([Node("Div", "x", "x")]));
        Accepts(Of([Node("Conv", "x", "w", "c"), Node("ReduceL2", "c", to: "n"), Node("Clip", "n", to: "m"), Node("Div", "c", "m")]));
        Accepts(Of([Cast("whole", "f", Float), Node("Div", "f", "f")]));
        Accepts(Of([Cast("whole", "f", UInt8), Node("Mod", "f", "f")]));
        Accepts(Of([Constant("big", Float, new long[2000]), Node("Div", "x", "big")]));
        Accepts(Of([Node("Where", "b", "x", "d"), new NodeProto { OpType = "Where", Input = { "b", "x", "x" }, Output = { "v" } },
            Node("Div", "v", "unknown")]));
    }

    [Test]
    public void GraphsWithinOperators_HaveTheirOwnNames()
    {
        GraphProto body = new() { Node = { Node("Div", "v", "v") }, Input = { Value("v", Int64) } };
        NodeProto loop = new() { OpType = "Loop", Output = { "l" }, Attribute = { new AttributeProto { Name = "body", G = body } } };
        Refuses(Of([Node("Identity", "x", to: "v"), loop]));
        body.Input[0] = Value("v", Float);
        Accepts(Of([loop]));
        body.Input.Clear();
        Accepts(Of([Node("Identity", "x", to: "v"), loop]));
        body.Initializer.Add(Tensor("v", Int64, -1));
        Refuses(Of([Node("Identity", "x", to: "v"), loop]));
    }

    [Test]
    public void Functions_AreLookedAtForEachCall()
    {
        FunctionProto half = new() { Domain = "own", Name = "ratio", Input = { "a", "b" }, Output = { "q" } };
        half.Node.Add(Node("Div", "a", "b", "q"));
        Accepts(Of([Call("x", "x")], half));
        Accepts(Of([Call("whole", "two")], half));
        Accepts(Of([Call("x", "x"), Node("Div", "r", "unknown")], half));
        Refuses(Of([Call("x", "x"), Call("whole", "minus")], half));
        Accepts(Of([], half));
        half.Domain = "com.microsoft";
        Refuses(Of([], half), "in a domain of ONNX's");

        static NodeProto Call(string a, string b) => new() { Domain = "own", OpType = "ratio", Input = { a, b }, Output = { "r" } };
    }

    [Test]
    public void WhatIsTooLongToBeLookedOver_IsRefused_IfItDivides()
    {
        NodeProto divides = Node("Div", "x", "x");
        divides.DocString = new string('d', 5000);
        Refuses(Of([divides]), "too long to be looked over");
        divides.OpType = "Mul";
        Accepts(Of([divides]));
    }

    [Test]
    public void MoreNodesOfTrees_ThanAStackHolds_AreRefused()
    {
        NodeProto trees = new() { Domain = "ai.onnx.ml", OpType = "TreeEnsembleRegressor", Attribute = { Ints("nodes_nodeids") } };
        trees.Attribute[0].Ints.AddRange(Enumerable.Range(0, 250_000).Select(id => (long)id));
        Accepts(Of([trees]));
        trees.Attribute[0].Ints.AddRange(Enumerable.Range(0, 10_000).Select(id => (long)id));
        Refuses(Of([trees]), "more numbers than decision trees have nodes here");
    }

    // ConvTranspose, DepthToSpace, Attention, GroupQueryAttention of ONNX Runtime 1.31.1; 2^40 is 0 to them.
    [Test]
    public void AttributesThatOperatorsDivideBy_AreNotZero_NorCutToIt()
    {
        Accepts(With(Int("group", 1)));
        Refuses(With(Int("group", 0)), "'group' of an operator is 0, or may be");
        Refuses(With(new AttributeProto { Name = "blocksize", Type = AttributeProto.Types.AttributeType.Int }), "'blocksize'");
        Refuses(With(Int("num_heads", 1L << 40)), "'num_heads' of an operator is 1,099,511,627,776");
        Accepts(With(Int("num_heads", 0)));
        Accepts(With(Int("value_int", long.MaxValue)));

        static ModelProto With(AttributeProto attribute) => Of([new NodeProto { OpType = "Any", Attribute = { attribute } }]);
    }

    private static ModelProto Of(NodeProto[] nodes, params FunctionProto[] functions) => new()
    {
        Graph = new GraphProto
        {
            Input = { Value("x", Float), Value("two", Int64) },
            Initializer = { Tensor("whole", Int64, long.MinValue), Tensor("minus", Int64, -1), Tensor("two", Int64, 2) },
            Node = { nodes },
        },
        Functions = { functions },
    };

    private static NodeProto Node(string name, string one, string other = "", string to = "y")
    {
        NodeProto node = new() { OpType = name, Input = { one }, Output = { to } };
        if (other.Length > 0)
            node.Input.Add(other);
        return node;
    }

    private static NodeProto Cast(string from, string to, int type) =>
        new() { OpType = "Cast", Input = { from }, Output = { to }, Attribute = { Int("to", type) } };

    private static NodeProto Constant(string name, int type, params long[] numbers) => new()
    {
        OpType = "Constant",
        Output = { name },
        Attribute = { new AttributeProto { Name = "value", T = Tensor("", type, numbers) } },
    };

    private static AttributeProto Int(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static TensorProto Tensor(string name, int type, params long[] numbers)
    {
        TensorProto tensor = new() { Name = name, DataType = type, Dims = { numbers.Length } };
        if (type == Float)
            tensor.FloatData.AddRange(numbers.Select(number => (float)number));
        else
            tensor.Int64Data.AddRange(numbers);
        return tensor;
    }

    private static ValueInfoProto Value(string name, int type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type } } };

    private static void Accepts(ModelProto model) => Assert.That(() => OnnxGuard.Check(model.ToByteArray()), Throws.Nothing);

    private static void Refuses(ModelProto model, string because = "may divide whole numbers by -1") =>
        Assert.That(() => OnnxGuard.Check(model.ToByteArray()),
            Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Not.Contains("\n"));
}
