using static RealtimeCnn.ArchitectureTests.Repository;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>Who uses whom, as built.</summary>
public class AssemblyTests
{
    // The last ones, for programs that bring pixels of their own and mind their swaps: FrameTransform, SwapStage, VisionLog.
    private const int MostPublicTypes = 57;

    private static IEnumerable<string> Names => Arrows.Assemblies.Select(one => one.Name);

    [TestCaseSource(nameof(Names))]
    public void Is_built(string name) => Assert.That(Product.PathOf(Arrows.Assemblies.Single(one => one.Name == name)), Does.Exist);

    [Test]
    public void Assemblies_use_only_those_below_them() => Violations.ShouldBeNone(
        Product.Assemblies.SelectMany(one => Check.AssemblyArrows(one, Product.RulesOf(one), Product.Assemblies)));

    [Test]
    public void Packages_are_used_only_where_they_belong() => Violations.ShouldBeNone(
        Product.Assemblies.SelectMany(one => Check.PackageArrows(one, Product.RulesOf(one))));

    [TestCaseSource(nameof(Names))]
    public void Folders_use_only_those_below_them(string name) => Violations.ShouldBeNone(
        Product.Assemblies.Where(one => one.Name == name).SelectMany(one => Check.FolderArrows(one, Product.RulesOf(one))));

    [TestCaseSource(nameof(Names))]
    public void No_folders_use_each_other(string name) => Violations.ShouldBeNone(
        Product.Assemblies.Where(one => one.Name == name).SelectMany(Check.FolderCycles));

    [TestCaseSource(nameof(Names))]
    public void Folders_name_only_types_of_those_below_them(string name) => Violations.ShouldBeNone(
        from one in Product.Assemblies
        where one.Name == name
        from path in Files($"src/{name}", "*.cs")
        let text = File.ReadAllText(Full(path))
        from violation in Check.NamedUses(one, Product.RulesOf(one), path[$"src/{name}/".Length..], text)
        select violation);

    [Test]
    public void No_assembly_opens_its_internals_to_another()
    {
        string[] allowed = [.. from folder in (string[])["tests", "tools", "benchmarks"]
                               from path in Files(folder, "*.csproj")
                               select Path.GetFileNameWithoutExtension(path)];
        Violations.ShouldBeNone(Product.Assemblies.SelectMany(one => Check.Friends(one, allowed)));
    }

    [Test]
    public void Members_of_enums_are_in_PascalCase() => Violations.ShouldBeNone(Product.Assemblies.SelectMany(Check.EnumNames));

    [Test]
    public void The_public_surface_stays_small()
    {
        foreach (ProductAssembly one in Product.Assemblies)
            TestContext.Out.WriteLine($"{one.Name}: {one.PublicTypes.Count} public types: {string.Join(", ", one.PublicTypes)}");
        Assert.That(Product.Assemblies.Sum(one => one.PublicTypes.Count), Is.AtMost(MostPublicTypes), "public types of all assemblies");
    }

    [Test]
    public void Each_assembly_has_one_namespace() => Violations.ShouldBeNone(
        from one in Product.Assemblies
        let spaces = one.Types.GroupBy(type => type.Name.LastIndexOf('.') is > 0 and int end ? type.Name[..end] : "(none)").ToList()
        where spaces.Count > 1
        from space in spaces
        select $"{one.Name}: {space.Key} ({string.Join(", ", space.Take(5).Select(type => type.Files[0]))})");
}
