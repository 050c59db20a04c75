using System.Text.RegularExpressions;
using System.Xml.Linq;
using static RealtimeCnn.ArchitectureTests.Repository;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>Rules that only the text shows.</summary>
public partial class SourceTests
{
    private const int MostColumns = 140;
    private const int MostLines = 300;
    private const int MostLinesWithoutBan = 10;
    private const string Ban = "RS0030";
    private const string Outputs = "$(DefaultItemExcludes);bin/**;obj/**";
    private const string StandIns = "tests/wine/StandIns/";

    // A path or its beginning, and why its lines are not counted; of the last one its columns neither.
    private static readonly (string Path, string Reason)[] LongFiles =
    [
        ("src/VisionRuntime/VisionEngine", "the one door: each file of it is a page, and what is behind them are types of their own"),
        ("src/VisionRuntime/Preprocessing/SimdPreprocessor", "one kernel per file: splitting the type would not make any of them shorter"),
        (StandIns, "they have the form of the generated bindings that they stand in for"),
    ];

    // A project, the file that it leaves out in some build, and why.
    private static readonly (string Project, string File, string Reason)[] LeftOut =
    [
        ("tests/DemoApp.Tests/DemoApp.Tests.csproj", "Windowing/PresentedPictureTests.cs",
            "pictures of GLFW's window; the one of Windows has its own tests in tests/wine/WindowsTests"),
    ];

    private static readonly string[] SessionMakers =
        ["src/VisionRuntime/Inference/CpuBackend.cs", "src/Direct3D12/DirectMl/DirectMlSession.cs"];

    // The editor of Unity has checks that its players do not have.
    private const string ConditionalFile = "unity/com.realtimecnn.vision/Runtime/Component/SafetyChecks.cs";

    private static readonly string[] Folders = ["src", "tests", "tools", "benchmarks", "unity"];

    private static readonly Lazy<IReadOnlyList<string>> Sources = new(() => [.. Folders.SelectMany(folder => Files(folder, "*.cs"))]);

    private static readonly Lazy<IReadOnlyList<string>> BuildFiles = new(() =>
    [
        .. from pattern in (string[])["*.csproj", "*.props", "*.targets"]
           from path in Files("", pattern, SearchOption.TopDirectoryOnly).Concat(Folders.SelectMany(folder => Files(folder, pattern)))
           select path,
    ]);

    [Test]
    public void Lines_fit_on_a_screen() => Violations.ShouldBeNone(
        from path in Sources.Value
        where !path.StartsWith(StandIns, StringComparison.Ordinal)
        from line in File.ReadLines(Full(path)).Index()
        where line.Item.Length > MostColumns
        select $"{path}({line.Index + 1}): {line.Item.Length} characters");

    [Test]
    public void Files_are_short_with_all_parts_of_a_type_together()
    {
        var parts = Sources.Value.Where(path => !LongFiles.Any(one => path.StartsWith(one.Path, StringComparison.Ordinal)))
            .SelectMany(path => TypesOf(path).Select(type => (Type: type, Path: path, Lines: File.ReadLines(Full(path)).Count())))
            .GroupBy(part => part.Type);
        Violations.ShouldBeNone(
            from type in parts
            let lines = type.Sum(part => part.Lines)
            where lines > MostLines
            orderby lines descending
            select $"{lines} lines: {string.Join(", ", type.Select(part => part.Path))}");
    }

    [Test]
    public void Nothing_is_compiled_in_or_out() => Violations.ShouldBeNone(
        (from path in Sources.Value
         where path != ConditionalFile
         from line in File.ReadLines(Full(path)).Index()
         where ConditionalLine().IsMatch(line.Item)
         select $"{path}({line.Index + 1}): {line.Item.Trim()}")
        .Concat(
            from path in BuildFiles.Value
            from item in XDocument.Load(Full(path)).Descendants()
            let name = item.Name.LocalName
            where name.Equals("Compile", StringComparison.OrdinalIgnoreCase) && DependsOnTheBuild(path, item)
                || name.StartsWith("DefaultItemExclude", StringComparison.OrdinalIgnoreCase) && item.Value != Outputs
                || name.StartsWith("EnableDefault", StringComparison.OrdinalIgnoreCase)
            where !LeftOut.Any(one => one.Project == path && one.File == (string?)item.Attribute("Remove"))
            select $"{path}: {item}"));

    // A ban is lifted for the lines that need it, not for a file, a type or a project.
    [Test]
    public void Bans_are_lifted_for_a_few_lines_with_a_reason() => Violations.ShouldBeNone(
        from path in (IEnumerable<string>)[.. Files("src", "*.cs"), .. BuildFiles.Value, ".editorconfig"]
        let lines = File.ReadAllLines(Full(path))
        from line in lines.Index()
        let lifts = LiftedBan().IsMatch(line.Item)
        where lifts
            ? !LiftedWithReason().IsMatch(line.Item) || !lines.Skip(line.Index + 1).Take(MostLinesWithoutBan).Any(RestoredBan().IsMatch)
            : line.Item.Contains(Ban, StringComparison.OrdinalIgnoreCase) && !RestoredBan().IsMatch(line.Item)
        select $"{path}({line.Index + 1}): {line.Item.Trim()}");

    // Who opens a network with options of its own may be the first to call ONNX Runtime, before it was told to keep to itself.
    [Test]
    public void Networks_are_opened_with_options_of_the_runtime() => Violations.ShouldBeNone(
        from path in Sources.Value
        where !SessionMakers.Contains(path)
        from line in File.ReadLines(Full(path)).Index()
        where OwnSession().IsMatch(line.Item)
        select $"{path}({line.Index + 1}): {line.Item.Trim()}; take CpuBackend.CreateSessionOptions");

    [Test]
    public void Every_folder_of_the_product_is_in_the_table() => Assert.That(
        Files("src", "*.csproj"), Is.EquivalentTo(Arrows.Assemblies.Select(one => $"src/{one.Name}/{one.Name}.csproj")));

    [Test]
    public void Rules_of_the_build_hold_everywhere() => Assert.That(
        from pattern in (string[])[".editorconfig", "*.globalconfig"] from path in Files("", pattern) select path,
        Is.EqualTo(new[] { ".editorconfig" }));

    [Test]
    public void The_public_surface_of_each_library_is_on_record() => Violations.ShouldBeNone(
        from one in Arrows.Assemblies
        where one.Name != "DemoApp"
        from file in (string[])["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"]
        where !File.Exists(Full($"src/{one.Name}/{file}"))
        select $"src/{one.Name}/{file} is missing: without it the build compares nothing");

    [Test]
    public void Tests_lie_in_the_folder_of_their_subject()
    {
        ILookup<(string Project, string Name), string> subjects = Files("src", "*.cs").Concat(Files("tools", "*.cs"))
            .ToLookup(path => (path.Split('/')[1], Path.GetFileName(path).Split('.')[0]), FolderInProject);
        Violations.ShouldBeNone(
            from path in Files("tests", "*Tests.cs")
            let project = path.Split('/')[1]
            where project.EndsWith(".Tests", StringComparison.Ordinal)
            let folders = subjects[(project[..^".Tests".Length], Path.GetFileName(path)[..^"Tests.cs".Length])]
            where folders.Any() && !folders.Contains(FolderInProject(path))
            select $"{path}: its subject lies in {(folders.First() is "" ? "the root" : string.Join(", ", folders.Distinct()))}");
    }

    [Test]
    public void Projects_refer_only_to_those_below_them() => Violations.ShouldBeNone(
        from rules in Arrows.Assemblies
        let path = $"src/{rules.Name}/{rules.Name}.csproj"
        where File.Exists(Full(path))
        let project = XDocument.Load(Full(path))
        from violation in Forbidden(project, "ProjectReference", name => rules.Uses.Contains(name) || (IsSilk(name) && MayUseSilk(rules)))
            .Concat(Forbidden(project, "PackageReference", name => MayUseSilk(rules) || !IsSilk(name)))
        select $"{path}: {violation}");

    private static bool IsSilk(string name) => name.StartsWith("Silk.NET.", StringComparison.Ordinal);

    private static bool MayUseSilk(Assembly rules) =>
        rules.Packages.Contains("Silk.NET.*") || rules.PackagesOfOneFolder.Any(one => one.Package == "Silk.NET.*");

    private static IEnumerable<string> Forbidden(XDocument project, string kind, Func<string, bool> isAllowed) =>
        project.Descendants(kind).Select(item => (string)item.Attribute("Include")!)
            .Where(include => !isAllowed(kind == "PackageReference" ? include : Path.GetFileNameWithoutExtension(include)))
            .Select(include => $"{kind} {include}");

    // A partial type is one thing in several files; any other file stands for itself.
    private static IEnumerable<string> TypesOf(string path)
    {
        string[] names = [.. PartialType().Matches(File.ReadAllText(Full(path))).Select(match => match.Groups["name"].Value).Distinct()];
        return names.Length == 0 ? [path] : names.Select(name => $"{ProjectOf(path)}: {name}");
    }

    private static string ProjectOf(string path) => string.Join('/', path.Split('/').Take(2));

    private static string FolderInProject(string path) => string.Join('/', path.Split('/')[2..^1]);

    // What only some builds compile, or what no project says of itself.
    private static bool DependsOnTheBuild(string path, XElement item) =>
        !path.EndsWith(".csproj", StringComparison.Ordinal)
        || item.Attribute("Remove") is not null
        || item.Attribute("Exclude") is not null
        || item.AncestorsAndSelf().Any(one => one.Attribute("Condition") is not null || one.Name.LocalName == "Otherwise");

    [GeneratedRegex(@"^\s*#\s*(if|elif)\b")]
    private static partial Regex ConditionalLine();

    // Without a name everything is meant, bans too.
    [GeneratedRegex(@"^\s*#\s*pragma\s+warning\s+disable\b\s*(//|$|[^/]*\bRS0030\b)", RegexOptions.IgnoreCase)]
    private static partial Regex LiftedBan();

    // At least three words.
    [GeneratedRegex(@"\bdisable\s+RS0030\s*//\s*\w+(\s+\S+){2,}", RegexOptions.IgnoreCase)]
    private static partial Regex LiftedWithReason();

    [GeneratedRegex(@"^\s*#\s*pragma\s+warning\s+restore\s+RS0030\b", RegexOptions.IgnoreCase)]
    private static partial Regex RestoredBan();

    // Options made on the spot, or a session without any.
    [GeneratedRegex(@"\b(new\s+SessionOptions|SessionOptions \w+ = new)\b|\b(new\s+InferenceSession|InferenceSession \w+ = new)\([^,]*\);")]
    private static partial Regex OwnSession();

    // At the start of a line: namespaces are file-scoped, so what is indented is nested.
    [GeneratedRegex(@"^(\[.*\]\s*)*(\w+ )*partial (class|record struct|record|struct|interface) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PartialType();
}
