using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>What a portable PDB says about where methods and types were written.</summary>
internal sealed class SourceFiles
{
    // Kind of the custom debug information that names the documents of a type without code: an enum, an interface.
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReader _debug;
    private readonly string _folder;

    /// <param name="debug">The PDB.</param>
    /// <param name="folder">The folder to which answers are relative, as a path below the repository: <c>src/ModelZoo</c>.</param>
    public SourceFiles(MetadataReader debug, string folder)
    {
        _debug = debug;
        _folder = $"/{folder}/";
    }

    public static MetadataReaderProvider Open(string assemblyPath, PEReader assembly)
    {
        if (!assembly.TryOpenAssociatedPortablePdb(assemblyPath, File.OpenRead, out MetadataReaderProvider? provider, out _))
            throw new FileNotFoundException($"There is no portable PDB beside {assemblyPath}; the folders of types are read from it.");
        return provider!;
    }

    /// <summary>The file of a method, or null if it has no code of its own or that was generated.</summary>
    public string? Of(MethodDefinitionHandle method)
    {
        MethodDebugInformation information = _debug.GetMethodDebugInformation(method);
        DocumentHandle document = information.Document;
        if (document.IsNil && !information.SequencePointsBlob.IsNil)
            document = information.GetSequencePoints().FirstOrDefault().Document;
        return Below(document);
    }

    /// <summary>The files of a type that has no code; empty for others.</summary>
    public IEnumerable<string> Of(TypeDefinitionHandle type)
    {
        foreach (CustomDebugInformationHandle handle in _debug.GetCustomDebugInformation(type))
        {
            CustomDebugInformation information = _debug.GetCustomDebugInformation(handle);
            if (_debug.GetGuid(information.Kind) != TypeDocuments)
                continue;
            BlobReader blob = _debug.GetBlobReader(information.Value);
            while (blob.RemainingBytes > 0)
            {
                if (Below(System.Reflection.Metadata.Ecma335.MetadataTokens.DocumentHandle(blob.ReadCompressedInteger())) is string file)
                    yield return file;
            }
        }
    }

    private string? Below(DocumentHandle document)
    {
        if (document.IsNil)
            return null;
        string path = _debug.GetString(_debug.GetDocument(document).Name).Replace('\\', '/');
        int at = path.LastIndexOf(_folder, StringComparison.Ordinal);
        string? file = at < 0 ? null : path[(at + _folder.Length)..];
        return file is null || file.StartsWith("obj/", StringComparison.Ordinal) ? null : file;
    }
}
