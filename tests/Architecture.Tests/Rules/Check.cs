using System.Text.RegularExpressions;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>The rules as functions from what was read to violations, one line each; the tests want none.</summary>
internal static partial class Check
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>Product assemblies used beside those that the table allows.</summary>
    public static IEnumerable<string> AssemblyArrows(ProductAssembly assembly, Assembly rules, IReadOnlyList<ProductAssembly> all)
    {
        foreach ((TypeNode from, OutsideType to) in assembly.Outside)
        {
            Assembly? used = Arrows.Assemblies.FirstOrDefault(one => one.AssemblyName == to.Assembly);
            if (used is null || used.Name == assembly.Name || rules.Uses.Contains(used.Name))
                continue;
            TypeNode? target = all.FirstOrDefault(one => one.Name == used.Name)?.Types.FirstOrDefault(type => type.Name == to.Type);
            yield return $"{from} -> {target?.ToString() ?? to.Type}: {assembly.Name} must not use {used.Name}";
        }
    }

    /// <summary>Packages used beside those that the table allows, each type's use of one in a line.</summary>
    public static IEnumerable<string> PackageArrows(ProductAssembly assembly, Assembly rules)
    {
        foreach (var use in assembly.Outside.GroupBy(use => (use.From, use.To.Assembly)))
        {
            (TypeNode from, string package) = use.Key;
            bool isProduct = Arrows.Assemblies.Any(one => one.AssemblyName == package);
            bool isOfFramework = File.Exists(Path.Combine(Framework, package + ".dll"));
            bool isInItsFolder = rules.PackagesOfOneFolder.Any(rule =>
                Matches(rule.Package, package) && from.Files.All(file => file.StartsWith(rule.Path + "/", StringComparison.Ordinal)));
            if (!isProduct && !isOfFramework && !isInItsFolder && !rules.Packages.Any(name => Matches(name, package)))
                yield return $"{from} -> {use.First().To.Type} (package {package}, {use.Count()} of its types)";
        }
    }

    /// <summary>Uses between folders that the table does not allow, and files beside the folders that it does not name.</summary>
    public static IEnumerable<string> FolderArrows(ProductAssembly assembly, Assembly rules)
    {
        foreach (TypeNode type in assembly.Types)
        {
            if (type.Files.Select(TypeNode.FolderOf).Distinct().Count() > 1)
                yield return $"{type.Name} is spread over folders: {string.Join(", ", type.Files)}";
            if (rules.RootFiles is not null && type.Folder == TypeNode.Root && !rules.RootFiles.Contains(type.Files[0]))
                yield return $"{type}: only {string.Join(", ", rules.RootFiles)} may lie beside the folders";
            if (rules.Folders.Length > 0 && type.Folder != TypeNode.Root && rules.Folders.All(folder => folder.Name != type.Folder))
                yield return $"{type}: the table knows no folder {type.Folder}";
        }
        foreach ((TypeNode from, TypeNode to) in assembly.Inside)
        {
            if (from.Folder == to.Folder || from.Folder == TypeNode.Root)
                continue;
            bool isNamed = rules.Folders.Any(folder => folder.Name == from.Folder && folder.Uses.Contains(to.Folder));
            bool isAllowed = isNamed || rules.Folders.Length == 0;
            if (!isAllowed || to.Folder == TypeNode.Root)
                yield return $"{from} -> {to}: {from.Folder} must not use {to.Folder}";
        }
    }

    /// <summary>Rings of folders, with the types that make each arrow.</summary>
    public static IEnumerable<string> FolderCycles(ProductAssembly assembly)
    {
        var arrows = assembly.Inside.Where(use => use.From.Folder != use.To.Folder).ToList();
        foreach (string[] ring in Cycles.Find(arrows.Select(use => (use.From.Folder, use.To.Folder)).Distinct()))
        {
            yield return $"folders in a ring: {string.Join(", ", ring)}";
            foreach (var between in arrows.Where(use => ring.Contains(use.From.Folder) && ring.Contains(use.To.Folder))
                .GroupBy(use => (From: use.From.Folder, To: use.To.Folder)).OrderBy(group => group.Count()))
            {
                IEnumerable<string> uses = between.Select(use => $"{use.From} -> {use.To}").Order(StringComparer.Ordinal);
                yield return $"  {between.Key.From} -> {between.Key.To}, {between.Count()}: {string.Join("; ", uses)}";
            }
        }
    }

    /// <summary>
    /// Types that a source text names although the table does not let its folder use theirs: constants and nameof leave no trace in an
    /// assembly.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="rules">Its entry in the table.</param>
    /// <param name="file">The text's path below the assembly's folder.</param>
    /// <param name="text">C#.</param>
    public static IEnumerable<string> NamedUses(ProductAssembly assembly, Assembly rules, string file, string text)
    {
        string folder = TypeNode.FolderOf(file);
        if (folder == TypeNode.Root || rules.Folders.FirstOrDefault(one => one.Name == folder) is not { } known)
            return [];
        ILookup<string, TypeNode> types = assembly.Types.ToLookup(type => type.ShortName.Split('`')[0]);
        return from name in MemberOfType().Matches(Comment().Replace(text, "")).Select(match => match.Groups["type"].Value).Distinct()
               where types[name].Any() && types[name].All(type => type.Folder != folder && !known.Uses.Contains(type.Folder))
               select $"{assembly.Name}/{file} names {types[name].First()}: {folder} must not use {types[name].First().Folder}";
    }

    /// <summary>Assemblies that may see another's internals and are no test or tool.</summary>
    /// <param name="assembly">The one whose internals are seen.</param>
    /// <param name="allowed">Names of the tests and tools.</param>
    public static IEnumerable<string> Friends(ProductAssembly assembly, IReadOnlyCollection<string> allowed) =>
        assembly.Friends.Where(friend => !allowed.Contains(friend)).Select(friend => $"{assembly.Name} lets {friend} see its internals");

    /// <summary>Members of enums not in PascalCase: the only names that rules of the build cannot reach.</summary>
    public static IEnumerable<string> EnumNames(ProductAssembly assembly) => assembly.EnumMembers
        .Where(one => !char.IsUpper(one.Member[0]) || one.Member.Contains('_'))
        .Select(one => $"{one.Type}: {one.Enum}.{one.Member}");

    // What stands before a dot and behind none.
    [GeneratedRegex(@"(?<![\w.])(?<type>[A-Z]\w*)(<[\w, ]*>)?\s*\.")]
    private static partial Regex MemberOfType();

    [GeneratedRegex("(?<!:)//.*")]
    private static partial Regex Comment();

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal) : name == pattern;
}
