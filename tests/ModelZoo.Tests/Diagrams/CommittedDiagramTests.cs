using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The pictures and numbers in <c>docs/</c> are those of the graphs that run.</summary>
[TestFixture]
public class CommittedDiagramTests
{
    private const string Update =
        "UPDATE_DIAGRAMS=1 dotnet test tests/ModelZoo.Tests -c Release --filter FullyQualifiedName~CommittedDiagramTests";

    private static IEnumerable<string> Ids => Architecture.All.Select(architecture => architecture.Id);

    [TestCaseSource(nameof(Ids))]
    public void Picture_IsWhatTheGraphGives(string id)
    {
        string path = Path.Combine(Docs(), "diagrams", id + ".svg"), picture = NetworkDiagram.Of(Model(id)).ToSvg();
        if (Environment.GetEnvironmentVariable("UPDATE_DIAGRAMS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, picture);
            Assert.Inconclusive($"docs/diagrams/{id}.svg was rewritten: look at it.");
        }
        Assert.That(File.Exists(path), Is.True, $"docs/diagrams/{id}.svg is missing. Make it with: {Update}");
        Assert.That(
            File.ReadAllText(path).ReplaceLineEndings("\n") == picture,
            Is.True,
            $"docs/diagrams/{id}.svg is not what the graph gives. Rewrite it, and look at it, with: {Update}");
    }

    [TestCaseSource(nameof(Ids))]
    public void Text_ShowsThePictureAndTheNumbers(string id)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Docs(), "networks.md"));
        ModelDefinition model = Model(id);
        Cost total = TestGraph.Network(id).Total;
        string row = lines.Single(line => line.StartsWith('|') && line.Contains($"`{id}`", StringComparison.Ordinal));
        Assert.That(
            row,
            Does.Contain(Cost.Exact(total.Parameters)).And.Contain(Cost.Exact(total.Macs))
                .And.Contain($" {model.Year} ").And.Contain(model.Name));
        Assert.That(lines.Count(line => line.Contains($"(diagrams/{id}.svg)", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private static ModelDefinition Model(string id) => ModelCatalogue.Load().Models.Single(model => model.Architecture == id);

    private static string Docs()
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeCnn.sln")))
                return Path.Combine(folder.FullName, "docs");
        }
        throw new DirectoryNotFoundException("The pictures lie in the source folder, above the tests' program; there is none.");
    }
}
