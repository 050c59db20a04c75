using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>
/// Graphs from outside may be anything: cycles, functions that call themselves, operators without inputs. None holds the reader up.
/// </summary>
[TestFixture]
public class GraphEndingTests
{
    private static readonly string[] Values = ["a", "b", "c", "d", ""];

    private static readonly string[] Operators =
    [
        "Identity", "Softmax", "Log", "Mul", "Div", "Exp", "ReduceSum", "Add", "Gemm", "Constant", "Clip", "Own", "Other", "", "Sub", "Neg",
        "Tanh", "Relu", "Min", "Mean", "Concat", "Slice", "Gather", "Split", "Reciprocal", "Pow", "ReduceMean", "TopK", "Where", "Sigmoid",
    ];

    [Test]
    public void RandomGraphs_AreFollowedToAnEnd()
    {
        Gen<NodeProto> node =
            from operation in Gen.Elements(Operators)
            from domain in Gen.Elements("", "own", "com.microsoft")
            from inputs in Gen.Elements(Values).ListOf()
            from outputs in Gen.Elements(Values).ListOf()
            select new NodeProto { OpType = operation, Domain = domain, Input = { inputs.Take(3) }, Output = { outputs.Take(2) } };
        Gen<ModelProto> models =
            from nodes in node.ListOf()
            from inside in node.Where(one => one.OpType != "Own" || one.Domain != "own").ListOf() // no function may call itself
            from inputs in Gen.Elements(Values).ListOf()
            from outputs in Gen.Elements(Values).ListOf()
            select new ModelProto
            {
                Graph = new GraphProto { Node = { nodes.Take(12) } },
                Functions =
                {
                    new FunctionProto
                    {
                        Name = "Own", Domain = "own", Input = { inputs.Take(2) }, Output = { outputs.Take(2) }, Node = { inside.Take(6) },
                    },
                },
            };
        Prop.ForAll(models.ToArbitrary(), model =>
        {
            OnnxOutline outline;
            try
            {
                outline = OnnxGuard.Check(OnnxFile.ToBytes(model)).Outline;
            }
            catch (VisionException e) when (e.Message.Contains("divide", StringComparison.Ordinal))
            {
                return true; // whole numbers perhaps: it is refused before anybody follows it
            }
            (_, double scale, string reason) = GraphEnding.Of(outline, "a");
            return double.IsFinite(scale) && reason.Length > 0 && GraphOutputs.Last(outline, Values).All(Values.Contains)
                && GraphOutputs.Picked(outline, Values).All(Values.Contains);
        }).QuickCheckThrowOnFailure();
    }

    [TestCase("Identity")]
    [TestCase("Add")]
    [TestCase("Gather")]
    [TestCase("Concat")]
    public void ACycle_EndsInDoubt(string operation)
    {
        var node = new NodeProto { OpType = operation, Input = { "a", "a" }, Output = { "a" } };
        var model = new ModelProto { Graph = new GraphProto { Node = { node } } };
        OnnxOutline outline = OnnxGuard.Check(OnnxFile.ToBytes(model)).Outline;
        Assert.That(GraphEnding.Of(outline, "a").Kind, Is.Not.EqualTo(ScoreNames.Softmax));
        Assert.That(GraphOutputs.Picked(outline, ["a"]), Is.Empty);
    }

    [Test]
    public void NetworksThatAreBuiltHere_EndInLogits()
    {
        foreach (Architecture architecture in Architecture.All)
        {
            ModelProto model = architecture.Create(ShapesOnly.Initializer);
            model.Graph.Initializer.Clear(); // there are no values in them
            OnnxOutline outline = OnnxGuard.Check(OnnxFile.ToBytes(model)).Outline;
            Assert.That(GraphEnding.Of(outline, model.Graph.Output[0].Name).Kind, Is.EqualTo(ScoreNames.Logits), architecture.Id);
        }
    }
}
