namespace RealtimeCnn.ArchitectureTests;

/// <summary>The files of the repository that these tests were built in.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    // By builds, and by tests/outsider out of what stands on the pages.
    private static readonly string[] Made = ["/obj/", "/bin/", "/pages/"];

    /// <summary>Files below a folder, without what builds and tests made, as paths below the repository.</summary>
    public static IEnumerable<string> Files(string folder, string pattern, SearchOption depth = SearchOption.AllDirectories) => Directory
        .EnumerateFiles(Full(folder), pattern, depth)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !Made.Any(folder => path.Contains(folder, StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal);

    /// <summary>Where a path below the repository is.</summary>
    public static string Full(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RealtimeCnn.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository whose sources they read.");
    }
}
