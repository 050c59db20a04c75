using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Which networks compute the same whatever they see.</summary>
[TestFixture]
public class SteadyNetworksTests
{
    [Test]
    public void AllOfTheCatalogue_Do() =>
        Assert.That(ModelCatalogue.Embedded.Models.Where(model => !model.IsSteady()).Select(model => model.Id), Is.Empty);

    // The networks of the catalogue as they are once weights are imported: a file each.
    [Test]
    public void AllThatAreBuiltHere_DoInAFileToo()
    {
        foreach (Architecture architecture in Architecture.All)
        {
            ModelProto model = architecture.Create(ShapesOnly.Initializer, "");
            foreach (TensorProto tensor in model.Graph.Initializer.Where(tensor => tensor.RawData.IsEmpty))
            {
                tensor.Dims.Clear();
                tensor.Dims.Add(0); // whose values nobody looks at
            }
            Assert.That(ModelDefinition.FromBytes(architecture.Id, model.ToByteArray()).IsSteady(), architecture.Id);
        }
    }

    [Test]
    public void WhatLoops_Branches_OrMakesItsSizesOfPixels_DoesNot(
        [Values(WhenLit.Loops, WhenLit.Branches, WhenLit.Scans, WhenLit.IsDeaf)] WhenLit what) =>
        Assert.That(LitNetwork.Definition(what).IsSteady(), Is.False);

    [Test]
    public void SizesThatFollowFromShapes_DoNoHarm()
    {
        var network = new TinyNetwork();
        string shape = network.Add("Shape", [network.Logits]);
        string shaped = network.Add("Reshape", [network.Logits, network.Add("Identity", [shape])]);
        Assert.That(network.Output(shaped).Definition().IsSteady());
    }

    [TestCase("NonZero")]
    [TestCase("Unheard")]
    public void WhatIsNotKnown_IsNotSure(string operation)
    {
        var network = new TinyNetwork();
        _ = network.Add(operation, [network.Logits]);
        Assert.That(network.Output(network.Logits).Definition().IsSteady(), Is.False);
    }

    [Test]
    public void OperatorsOfOthers_AreNotSure()
    {
        var network = new TinyNetwork();
        string own = network.Add("Relu", "own", [network.Logits]);
        Assert.That(network.Output(own).Definition().IsSteady(), Is.False);
    }
}
