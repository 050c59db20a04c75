namespace RealtimeCnn.ArchitectureTests;

/// <summary>
/// A top-level type with a source file of ours. What is nested in it, closures and state machines included, counts as part of it.
/// </summary>
/// <param name="Assembly">The folder in <c>src</c>.</param>
/// <param name="Name">Full name.</param>
/// <param name="Files">
/// Its source files as paths below the assembly's folder, generated ones left out; the first, of the shortest name, says where it lives.
/// </param>
internal sealed record TypeNode(string Assembly, string Name, IReadOnlyList<string> Files)
{
    /// <summary>The name of the files that lie in no folder.</summary>
    public const string Root = "(root)";

    public string Folder => FolderOf(Files[0]);

    /// <summary>The name without namespace.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    public static string FolderOf(string file) => file.IndexOf('/') is > 0 and int end ? file[..end] : Root;

    public override string ToString() => $"{ShortName} ({Assembly}/{Files[0]})";
}

/// <summary>A type that another assembly or package defines.</summary>
/// <param name="Assembly">The name of that assembly, as referenced.</param>
/// <param name="Type">Full name of the outermost type.</param>
internal readonly record struct OutsideType(string Assembly, string Type);
