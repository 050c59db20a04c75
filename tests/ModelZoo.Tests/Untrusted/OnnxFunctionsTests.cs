using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.Tests.WholeOnnx;

namespace RealtimeCnn.Tests;

/// <summary>Files of a few kilobytes that become too many nodes, or never end, once their functions are written out.</summary>
[TestFixture]
internal sealed class OnnxFunctionsTests
{
    [Test]
    public void FunctionsThatDouble_AreRefused_HoweverManyThereAre()
    {
        Assert.That(() => Check(Doubling(10)), Throws.Nothing);
        Refuses(Doubling(26), "its functions make more than 20,000 nodes");
        Refuses(Doubling(60), "more than 20,000 nodes");
    }

    [Test]
    public void CallsWithinBranches_Count()
    {
        ModelProto model = Doubling(11); // 4,094 nodes, and six calls
        Assert.That(() => Check(model), Throws.Nothing);
        NodeProto call = model.Graph.Node[0];
        model.Graph.Node[0] = new NodeProto
        {
            OpType = "If",
            Attribute =
            {
                new AttributeProto { Name = "then", G = new GraphProto { Node = { call, call, call } } },
                new AttributeProto { Name = "all", Graphs = { new GraphProto { Node = { call, call, call } } } },
            },
        };
        Refuses(model, "more than 20,000 nodes");
    }

    [Test]
    public void AFunctionThatCallsItself_IsRefused()
    {
        ModelProto direct = Of(Function("f", "f"));
        Refuses(direct, "calls itself");
        ModelProto round = Of(Function("f", "g"), Function("g", "h"), Function("h", "f"));
        Refuses(round, "calls itself");
        round.Graph.Node.Clear();
        Refuses(round, "calls itself");
    }

    [Test]
    public void NamesOfOtherDomainsAndForms_AreOthers()
    {
        // A module called as the operator that it holds, as PyTorch's exporter writes them; and two forms of one name.
        FunctionProto relu = Function("Relu");
        relu.Node.Add(new NodeProto { OpType = "Relu" });
        FunctionProto first = Function("f"), second = Function("f", "f");
        second.Overload = "second";
        Assert.That(() => Check(Of(relu, first, second)), Throws.Nothing);
        Refuses(Of(Function("f"), Function("f")), "two functions 'f'");
    }

    [Test]
    public void TheStandardsTwoNames_AreOne()
    {
        FunctionProto relu = Function("Relu");
        relu.Domain = "ai.onnx";
        relu.Node.Add(new NodeProto { OpType = "Relu" });
        Refuses(Of(relu), "calls itself");
    }

    [Test]
    public void LongChainsOfCalls_AreRefused_WithoutAnOverflowOfTheStack()
    {
        FunctionProto[] chain = [.. Enumerable.Range(0, 3000).Select(i => Function($"f{i}", $"f{i + 1}"))];
        Refuses(Of(chain), "more than 64 deep");
        Refuses(Of([.. chain.Reverse()]), "more than 64 deep");
    }

    [Test]
    public void TooManyNodes_AreRefused()
    {
        GraphProto graph = new();
        graph.Node.AddRange(Enumerable.Repeat(new NodeProto { OpType = "Relu" }, OnnxFunctions.MaxNodes));
        Assert.That(() => Check(new ModelProto { Graph = graph }), Throws.Nothing);
        graph.Node.Add(new NodeProto { OpType = "Relu" });
        Refuses(new ModelProto { Graph = graph }, "more than 100,000 nodes");
    }

    // 2^n nodes.
    private static ModelProto Doubling(int n) => Of([
        Function("f0"), .. Enumerable.Range(1, n).Select(i => Function($"f{i}", $"f{i - 1}", $"f{i - 1}"))]);

    // A graph that calls the last one.
    private static ModelProto Of(params FunctionProto[] functions)
    {
        GraphProto graph = new() { Node = { new NodeProto { OpType = functions[^1].Name, Domain = functions[^1].Domain } } };
        return new ModelProto { Graph = graph, Functions = { functions } };
    }

    private static FunctionProto Function(string name, params string[] calls) => new()
    {
        Name = name,
        Domain = "own",
        Node = { calls.Select(call => new NodeProto { OpType = call, Domain = "own" }) },
    };

    private static void Check(ModelProto model) => OnnxGuard.Check(model.ToByteArray());

    private static void Refuses(ModelProto model, string because) =>
        Assert.That(() => Check(model), Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Not.Contains("\n"));
}
