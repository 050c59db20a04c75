using System.Security.Cryptography;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Each builder, fed with formula weights, must compute what the reference implementation computed in float64.</summary>
[TestFixture]
internal sealed class ParityTests
{
    private static IEnumerable<OracleCase> Cases => Oracle.Cases();

    private static IEnumerable<OracleCase> Fixtures => Oracle.Fixtures();

    [TestCaseSource(nameof(Cases))]
    public void Network_WithFormulaWeights_GivesTheReferenceLogits(OracleCase test)
    {
        string? problem = Parity.Check(test, test.Architecture.Create(FormulaWeights.Initializer, test.Variant), out double worst);
        TestContext.Out.WriteLine($"{worst:G3} standard deviations at most");
        Assert.That(problem, Is.Null, problem);
    }

    [TestCaseSource(nameof(Fixtures))]
    public void Network_HasTheReferencesParametersAndOperations(OracleCase test)
    {
        GraphBuilder builder = new(test.Id, new PlacesOnly().Place);
        test.Architecture.Build(builder, test.Variant);
        Assert.That((builder.Parameters, builder.MultiplyAccumulates), Is.EqualTo(Oracle.Counts(test)));
    }

    [Test]
    public void ResNet50_WithStridesWhereThePaperHasThem_HasThePapersOperations()
    {
        GraphBuilder builder = new("resnet50", new PlacesOnly().Place);
        ResNet50.Build(builder, ResNet50.StrideOnConv1);
        Assert.That(builder.MultiplyAccumulates / 1e9, Is.EqualTo(3.8).Within(0.1)); // table 1: 3.8 x 10^9
    }

    [TestCaseSource(nameof(Fixtures))]
    public void Network_BindsTheReferencesTensorsBitForBit(OracleCase test)
    {
        Dictionary<string, OracleTensor> expected = Oracle.Tensors(test).ToDictionary(tensor => tensor.Name);
        List<string> bound = [];
        test.Architecture.Create(
            (name, shape) =>
            {
                // Looked at one by one and not kept: VGG-19's would fill half a gigabyte.
                bound.Add(name);
                Assert.That(expected, Does.ContainKey(name));
                Assert.That(shape.ToArray(), Is.EqualTo(expected[name].Shape), name);
                byte[] hash = SHA256.HashData(FormulaWeights.Initializer(name, shape).RawData.Span);
                Assert.That(Convert.ToHexStringLower(hash), Does.StartWith(expected[name].Sha256Start), name);
                return PlacesOnly.Nowhere(name, shape);
            },
            test.Variant);
        Assert.That(bound, Is.EquivalentTo(expected.Keys));
    }

    [TestCaseSource(nameof(Fixtures))]
    public void Network_IgnoresWhatOnlyTrainingNeeds(OracleCase test)
    {
        IReadOnlyList<string> prefixes = test.Architecture.IgnoredPrefixes;
        string[] needed = [.. Oracle.Tensors(test).Select(tensor => tensor.Name)];
        string[] auxiliary = [.. Oracle.AuxiliaryTensors(test).Select(tensor => tensor.Name)];
        Assert.That(auxiliary.Where(name => !prefixes.Any(name.StartsWith)), Is.Empty, "not ignored");
        Assert.That(needed.Where(name => prefixes.Any(name.StartsWith)), Is.Empty, "needed");
        foreach (string prefix in prefixes)
            Assert.That(auxiliary, Has.Some.StartsWith(prefix));
    }

    [Test]
    public void EveryNetworkInEveryVariant_HasAReference()
    {
        IEnumerable<(string, string)> built = Architecture.All.Append(Architecture.Find("lenet_caffe")!)
            .SelectMany(architecture => architecture.Variants.Prepend("").Select(variant => (architecture.Id, variant)));
        Assert.That(Cases.Select(test => (test.Id, test.Variant)), Is.EquivalentTo(built));
    }
}
