using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>What the tests want to know of one built assembly, read from its file and its PDB.</summary>
internal sealed class ProductAssembly
{
    private ProductAssembly(string name, IReadOnlyList<TypeNode> types)
    {
        Name = name;
        Types = types;
    }

    /// <summary>Its folder in <c>src</c>.</summary>
    public string Name { get; }

    /// <summary>Its types with source files of ours.</summary>
    public IReadOnlyList<TypeNode> Types { get; }

    /// <summary>Who uses whom inside.</summary>
    public HashSet<(TypeNode From, TypeNode To)> Inside { get; private init; } = [];

    /// <summary>Who uses what of other assemblies.</summary>
    public HashSet<(TypeNode From, OutsideType To)> Outside { get; private init; } = [];

    /// <summary>Public types, nested ones included.</summary>
    public IReadOnlyList<string> PublicTypes { get; private init; } = [];

    /// <summary>Members of enums.</summary>
    public IReadOnlyList<(TypeNode Type, string Enum, string Member)> EnumMembers { get; private init; } = [];

    /// <summary>Names of the assemblies that may see its internals.</summary>
    public IReadOnlyList<string> Friends { get; private init; } = [];

    /// <param name="path">The assembly.</param>
    /// <param name="name">The name to report.</param>
    /// <param name="sourceFolder">Where its sources lie below the repository; types from elsewhere (generated ones) are left out.</param>
    public static ProductAssembly Read(string path, string name, string sourceFolder)
    {
        using PEReader file = new(File.OpenRead(path));
        using MetadataReaderProvider debug = SourceFiles.Open(path, file);
        MetadataReader reader = file.GetMetadataReader();
        TypeReader types = new(reader, new SourceFiles(debug.GetMetadataReader(), sourceFolder), name);
        UseReader uses = new(file, reader, types);
        uses.ReadAll();
        return new(name, [.. types.All])
        {
            Inside = uses.Inside,
            Outside = uses.Outside,
            PublicTypes = [.. types.PublicNames()],
            EnumMembers = [.. types.EnumMembers()],
            Friends = [.. types.Friends()],
        };
    }
}
