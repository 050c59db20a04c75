using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using static RealtimeCnn.ArchitectureTests.Repository;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>THIRD-PARTY-NOTICES.md names every package that is shipped, with the licence that the package states.</summary>
public partial class NoticesTests
{
    private static readonly string[] NotShipped =
        ["Grpc.Tools", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.CodeAnalysis.PublicApiAnalyzers"];

    private static readonly Lazy<Dictionary<string, string>> Listed = new(() => File
        .ReadLines(Full("THIRD-PARTY-NOTICES.md")).Select(line => Row().Match(line)).Where(row => row.Success)
        .ToDictionary(row => row.Groups["package"].Value, row => row.Groups["licence"].Value));

    private sealed record Package(string Id, string Folder);

    // What a restore resolved for the program and the libraries; a build for Windows keeps its own aside.
    private static IEnumerable<string> Resolved => new[] { "src/{0}/obj", "artifacts/windows/obj/{0}" }
        .SelectMany(place => Files("src", "*.csproj").Select(project =>
            Full(string.Format(place, Path.GetFileNameWithoutExtension(project)) + "/project.assets.json")))
        .Where(File.Exists);

    [Test]
    public void Every_shipped_package_is_listed_with_its_own_licence()
    {
        Package[] shipped = [.. Resolved.SelectMany(ShippedIn).DistinctBy(package => package.Id)];
        Assert.That(shipped.Select(package => package.Id), Does.Contain("Microsoft.Extensions.DependencyModel").And.Contain("SkiaSharp"));
        Violations.ShouldBeNone(
            from package in shipped
            let stated = LicenceOf(package)
            let listed = Listed.Value.GetValueOrDefault(package.Id)
            where listed != stated
            select $"{package.Id} is listed with '{listed ?? "nothing"}', and states '{stated}'");
    }

    [Test]
    public void Every_package_of_either_system_is_listed() => Violations.ShouldBeNone(
        from label in XDocument.Load(Full("Directory.Packages.props")).Descendants("ItemGroup")
        where (string?)label.Attribute("Label") is "Product" or "Windows target"
        from package in label.Elements("PackageVersion")
        let id = (string)package.Attribute("Include")!
        where !NotShipped.Contains(id) && !Listed.Value.ContainsKey(id)
        select $"{id} is not listed");

    private static IEnumerable<Package> ShippedIn(string assets)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(assets));
        JsonElement libraries = json.RootElement.GetProperty("libraries");
        string[] roots = [.. json.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        List<Package> shipped = [];
        var targets = json.RootElement.GetProperty("targets").EnumerateObject();
        foreach (JsonProperty library in targets.SelectMany(target => target.Value.EnumerateObject()))
        {
            string id = library.Name.Split('/')[0];
            bool travels = library.Value.GetProperty("type").GetString() == "package" && !NotShipped.Contains(id)
                && new[] { "runtime", "runtimeTargets", "native" }.Any(kind => HasFiles(library.Value, kind));
            if (travels)
            {
                string folder = libraries.GetProperty(library.Name).GetProperty("path").GetString()!;
                shipped.Add(new(id, roots.Select(root => Path.Combine(root, folder)).First(Directory.Exists)));
            }
        }
        return shipped;
    }

    // "_._" stands for: nothing here.
    private static bool HasFiles(JsonElement library, string kind) =>
        library.TryGetProperty(kind, out JsonElement files) && files.EnumerateObject().Any(file => !file.Name.EndsWith("_._"));

    private static string LicenceOf(Package package)
    {
        XElement? licence = XDocument.Load(Directory.GetFiles(package.Folder, "*.nuspec").Single())
            .Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        if ((string?)licence?.Attribute("type") != "file")
            return licence?.Value ?? "no licence";
        string text = File.ReadAllText(Path.Combine(package.Folder, licence!.Value));
        return text.Contains("MICROSOFT SOFTWARE LICENSE TERMS", StringComparison.OrdinalIgnoreCase) ? "Microsoft Software License Terms"
            : text.Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal) ? "MIT"
            : "a text of its own";
    }

    [GeneratedRegex(@"^\| `(?<package>[A-Za-z0-9.-]+)` \| (?<licence>[^|]+?) \|")]
    private static partial Regex Row();
}
