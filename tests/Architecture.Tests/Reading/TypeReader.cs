using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>The types of one assembly: which top-level type a nested one belongs to, and where that was written.</summary>
internal sealed class TypeReader
{
    private readonly MetadataReader _reader;
    private readonly Dictionary<TypeDefinitionHandle, TypeNode?> _nodes = [];

    public TypeReader(MetadataReader reader, SourceFiles sources, string assembly)
    {
        _reader = reader;
        Dictionary<TypeDefinitionHandle, SortedSet<string>> files = [];
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            SortedSet<string> found = files.TryGetValue(Outermost(handle), out SortedSet<string>? known)
                ? known
                : files[Outermost(handle)] = new(StringComparer.Ordinal);
            found.UnionWith(sources.Of(handle));
            foreach (MethodDefinitionHandle method in reader.GetTypeDefinition(handle).GetMethods())
            {
                if (sources.Of(method) is string file)
                    found.Add(file);
            }
        }
        foreach ((TypeDefinitionHandle handle, SortedSet<string> found) in files)
            _nodes[handle] = found.Count == 0 ? null : new(assembly, Name(handle), [.. found.OrderBy(file => file.Length)]);
    }

    public IEnumerable<TypeNode> All => _nodes.Values.OfType<TypeNode>().OrderBy(node => node.Name, StringComparer.Ordinal);

    /// <summary>The node that a type belongs to; null for generated ones.</summary>
    public TypeNode? Node(TypeDefinitionHandle handle) => _nodes[Outermost(handle)];

    /// <summary>The outermost type that a reference names and the assembly that defines it.</summary>
    public OutsideType Resolve(TypeReferenceHandle handle)
    {
        TypeReference type = _reader.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            type = _reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        string assembly = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : "";
        return new(assembly, $"{_reader.GetString(type.Namespace)}.{_reader.GetString(type.Name)}");
    }

    public IEnumerable<string> PublicNames() => _reader.TypeDefinitions.Where(IsPublic).Select(Name).Order(StringComparer.Ordinal);

    /// <summary>The members of enums, nested ones included, with their enum's name.</summary>
    public IEnumerable<(TypeNode Type, string Enum, string Member)> EnumMembers() =>
        from handle in _reader.TypeDefinitions
        let type = _reader.GetTypeDefinition(handle)
        where type.BaseType.Kind == HandleKind.TypeReference
            && Resolve((TypeReferenceHandle)type.BaseType).Type == typeof(Enum).FullName
        let node = Node(handle)
        where node is not null
        from member in type.GetFields()
        let field = _reader.GetFieldDefinition(member)
        where field.Attributes.HasFlag(FieldAttributes.Literal)
        select (node, _reader.GetString(type.Name), _reader.GetString(field.Name));

    public IEnumerable<string> Friends()
    {
        foreach (CustomAttributeHandle handle in _reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = _reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference)
                continue;
            EntityHandle type = _reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (type.Kind != HandleKind.TypeReference)
                continue;
            if (Resolve((TypeReferenceHandle)type).Type != typeof(InternalsVisibleToAttribute).FullName)
                continue;
            BlobReader value = _reader.GetBlobReader(attribute.Value);
            value.ReadUInt16(); // the prolog of every attribute's value
            yield return value.ReadSerializedString()!.Split(',')[0];
        }
    }

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (_reader.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
            handle = outer;
        return handle;
    }

    private bool IsPublic(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
                IsPublic(type.GetDeclaringType()),
            _ => false,
        };
    }

    private string Name(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        string name = _reader.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer)
            return $"{Name(outer)}.{name}";
        string space = _reader.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
