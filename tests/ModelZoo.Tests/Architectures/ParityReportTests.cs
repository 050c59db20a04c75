using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Graphs broken on purpose: the report must name the layer.</summary>
[TestFixture]
internal sealed class ParityReportTests
{
    [TestCase("lenet5")]
    [TestCase("inception_v1")]
    public void RightGraph_HasNoDeviatingLayer(string id)
    {
        OracleCase test = Case(id);
        Assert.That(Parity.FirstDeviation(test, Model(test), out _), Is.Null);
    }

    [Test]
    public void WrongEpsilon_IsReportedAtItsNormalisation()
    {
        OracleCase test = Case("inception_v1");
        ModelProto model = Model(test);
        AttributeProto epsilon = Node(model, "inception4c.branch2.1.bn").Attribute.Single();
        Assert.That(epsilon.F, Is.EqualTo(1e-3f));
        epsilon.F = 1e-5f;

        string? report = Parity.Check(test, model, out _);
        Assert.That(report, Does.StartWith("inception_v1: logits differ"));
        Assert.That(report, Does.Contain("inception4c.branch2.1.bn (BatchNorm2d {\"eps\":0.001}, output 1x256x14x14) is the first layer"));
    }

    [TestCase("inception_v1", "inception4b.branch1.bn.relu", "inception4b (Inception")] // its first reader is the block's concatenation
    [TestCase("resnet50", "layer3.2.bn1.relu", "layer3.2.conv2 (Conv2d")]
    [TestCase("inception_v4", "features.12.branch1.0.bn.relu", "features.12.branch1.0.bn (BatchNormAct2d")]
    [TestCase("lenet5", "conv1.tanh", "pool1 (AvgPool2d")]
    public void MissingActivation_IsReportedWhereItIsSeenFirst(string id, string activation, string reported)
    {
        OracleCase test = Case(id);
        ModelProto model = Model(test);
        NodeProto missing = Node(model, activation);
        missing.OpType = "Identity";
        Assert.That(Parity.Check(test, model, out _), Does.Contain($" {reported} ").And.Contain("is the first layer"));
    }

    [Test]
    public void NotANumber_IsADifference()
    {
        OracleCase test = Case("inception_v1");
        ModelProto model = Model(test);
        Node(model, "inception5b.branch1.bn").Attribute.Single().F = float.NaN;
        string? report = Parity.Check(test, model, out double worst);
        Assert.That(worst, Is.NaN);
        Assert.That(report, Does.Contain(" inception5b.branch1.bn (BatchNorm2d ").And.Contain("is the first layer"));
    }

    [Test]
    public void SwappedBranches_AreReportedAtTheirConcatenation()
    {
        OracleCase test = Case("inception_v1");
        ModelProto model = Model(test);
        NodeProto concat = Node(model, "inception3a");
        (concat.Input[0], concat.Input[3]) = (concat.Input[3], concat.Input[0]);
        Assert.That(Parity.Check(test, model, out _), Does.Contain(" inception3a (Inception ").And.Contain("is the first layer"));
    }

    [Test]
    public void VariantWithoutTrace_SaysSo()
    {
        OracleCase test = Oracle.Cases().Single(test => test is { Id: "inception_v1", Variant: "transform_input" });
        ModelProto model = test.Architecture.Create(FormulaWeights.Initializer);
        Assert.That(Parity.Check(test, model, out _), Does.Contain("no trace of this variant"));
    }

    private static OracleCase Case(string id) => Oracle.Fixtures().Single(test => test.Id == id && test.Variant.Length == 0);

    private static ModelProto Model(OracleCase test) => test.Architecture.Create(FormulaWeights.Initializer, test.Variant);

    private static NodeProto Node(ModelProto model, string name) => model.Graph.Node.Single(node => node.Name == name);
}
