namespace RealtimeCnn.ArchitectureTests;

/// <summary>The files of the repository that these tests were built in.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    /// <summary>Files below a folder, without what a build made, as paths below the repository.</summary>
    public static IEnumerable<string> Files(string folder, string pattern, SearchOption depth = SearchOption.AllDirectories) => Directory
        .EnumerateFiles(Full(folder), pattern, depth)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
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
