using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>Finds the members of one package's assembly that another assembly names.</summary>
internal static class OutsideMembers
{
    /// <param name="path">The assembly that uses them.</param>
    /// <param name="package">The assembly that defines them.</param>
    /// <returns>Each as "Type.Member", overloads together.</returns>
    public static IReadOnlyList<string> Read(string path, string package)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader reader = file.GetMetadataReader();
        return
        [
            .. from handle in reader.MemberReferences
               let member = reader.GetMemberReference(handle)
               where member.Parent.Kind == HandleKind.TypeReference
               let type = reader.GetTypeReference((TypeReferenceHandle)member.Parent)
               where AssemblyOf(reader, type) == package
               select $"{reader.GetString(type.Name)}.{reader.GetString(member.Name)}",
        ];
    }

    private static string AssemblyOf(MetadataReader reader, TypeReference type) => type.ResolutionScope.Kind switch
    {
        HandleKind.AssemblyReference =>
            reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name),
        HandleKind.TypeReference => AssemblyOf(reader, reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope)),
        _ => "",
    };
}
