using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RealtimeCnn.UnityTests;

/// <summary>The package's files, as Unity wants them: it knows a file by the number in its .meta, and ignores one without.</summary>
public partial class PackageTests
{
    // scripts/build-unity.sh adds them.
    private static readonly string[] NativeFiles =
    [
        "Plugins/Linux/x86_64/librealtime_cnn.so", "Plugins/Linux/x86_64/librealtime_cnn_onnxruntime.so",
        "Plugins/Windows/x86_64/realtime_cnn.dll", "Plugins/Windows/x86_64/realtime_cnn_onnxruntime.dll",
    ];

    private static readonly string Root = FindRoot();
    private static readonly string Package = Path.Combine(Root, "unity", "com.realtimecnn.vision");

    private static readonly string[] Metas = [.. Paths().Where(path => path.EndsWith(".meta", StringComparison.Ordinal))];
    private static readonly string[] Others = [.. Paths().Except(Metas)];

    [Test]
    public void Every_path_has_its_meta_and_no_meta_is_left_over() => Assert.That(
        Metas, Is.EquivalentTo(Others.Concat(NativeFiles).Select(path => path + ".meta")), "scripts/unity-metas.sh writes what is missing");

    [Test]
    public void Each_number_is_there_once()
    {
        var numbers = Metas.Select(path => (Path: path, Match: Number().Match(Read(path)))).ToList();
        Assert.That(numbers.Where(one => !one.Match.Success).Select(one => one.Path), Is.Empty, "without a number");
        var twice = numbers.GroupBy(one => one.Match.Value).Where(same => same.Count() > 1).SelectMany(same => same);
        Assert.That(twice.Select(one => one.Path), Is.Empty, "with the number of another");
    }

    [Test]
    public void A_folder_says_that_it_is_one() => Assert.That(
        Metas.Where(path => Read(path).Contains("folderAsset: yes", StringComparison.Ordinal)),
        Is.EquivalentTo(Others.Where(path => Directory.Exists(Path.Combine(Package, path))).Select(path => path + ".meta")));

    [Test]
    public void A_native_library_is_for_one_system_and_its_editor() => Assert.Multiple(() =>
    {
        foreach (string path in NativeFiles)
        {
            bool isLinux = path.Contains("Linux", StringComparison.Ordinal);
            string meta = Read(path + ".meta");
            var open = Excluded().Matches(meta).Where(match => match.Groups[2].Value == "0").Select(match => match.Groups[1].Value);
            Assert.That(open, Is.EquivalentTo(new[] { "Editor", isLinux ? "Linux64" : "Win64" }), path);
            Assert.That(meta, Does.Contain("OS: " + (isLinux ? "Linux" : "Windows")).And.Contain("isPreloaded: 0"), path);
        }
    });

    [Test]
    public void The_version_is_the_products()
    {
        string product = XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.That(Json("package.json").GetProperty("version").GetString(), Is.EqualTo(product));
        Assert.That(Read("CHANGELOG.md"), Does.Contain($"## [{product}]"));
    }

    [Test]
    public void The_samples_that_are_named_are_there() => Assert.That(
        Json("package.json").GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("path").GetString()!),
        Is.Not.Empty.And.All.Matches<string>(path => Directory.Exists(Path.Combine(Package, path!))));

    [TestCase("unity/com.realtimecnn.vision/README.md")]
    [TestCase("docs/embedding.md")]
    public void The_script_on_a_page_is_one_that_compiles(string page) => Assert.That(
        File.ReadAllText(Path.Combine(Root, page)),
        Does.Contain($"```csharp\n{File.ReadAllText(Path.Combine(Root, "tests/unity/Scripts/Sees.cs"))}```"));

    [Test]
    public void One_half_knows_nothing_of_Unity()
    {
        JsonElement engine = Json("Runtime/Engine/RealtimeCnn.Vision.asmdef");
        Assert.That(engine.GetProperty("noEngineReferences").GetBoolean());
        Assert.That(engine.GetProperty("allowUnsafeCode").GetBoolean());
        Assert.That(engine.GetProperty("references").GetArrayLength(), Is.Zero);
        Assert.That(Sources("Runtime/Engine").Where(path => Read(path).Contains("UnityEngine", StringComparison.Ordinal)), Is.Empty);
    }

    // Unity compiles C# 9, and IL2CPP knows no calls from native code into lambdas and methods of objects: there are none at all.
    [Test]
    public void No_function_is_handed_to_the_library() => Assert.That(
        Sources("Runtime").Where(path => Callback().IsMatch(Read(path))), Is.Empty);

    private static IEnumerable<string> Sources(string folder) => Others.Where(
        path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal));

    private static IEnumerable<string> Paths() => Directory
        .EnumerateFileSystemEntries(Package, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Package, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part.EndsWith('~') || part.StartsWith('.')));

    private static JsonElement Json(string path) => JsonDocument.Parse(Read(path)).RootElement;

    private static string Read(string path) => File.ReadAllText(Path.Combine(Package, path));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RealtimeCnn.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository whose files they read.");
    }

    [GeneratedRegex(@"^guid: [0-9a-f]{32}$", RegexOptions.Multiline)]
    private static partial Regex Number();

    [GeneratedRegex(@"Exclude (\w+): ([01])")]
    private static partial Regex Excluded();

    [GeneratedRegex(@"MonoPInvokeCallback|GetFunctionPointerForDelegate|UnmanagedFunctionPointer|delegate\*")]
    private static partial Regex Callback();
}
