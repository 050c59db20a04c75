using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>
/// Finds which type uses which: by base type, interface, constraint, attribute, field, signature, local variable, caught exception or
/// instruction. Constants are invisible: the compiler writes their values.
/// </summary>
internal sealed class UseReader
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly TypeReader _types;
    private readonly TypeCollector _collector;
    private TypeNode? _user;

    public UseReader(PEReader file, MetadataReader reader, TypeReader types)
    {
        _file = file;
        _reader = reader;
        _types = types;
        _collector = new(reader, Found);
    }

    public HashSet<(TypeNode From, TypeNode To)> Inside { get; } = [];

    public HashSet<(TypeNode From, OutsideType To)> Outside { get; } = [];

    public void ReadAll()
    {
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            _user = _types.Node(handle);
            if (_user is not null)
                ReadType(_reader.GetTypeDefinition(handle));
        }
    }

    private void Found(EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeReference)
            Outside.Add((_user!, _types.Resolve((TypeReferenceHandle)type)));
        else if (type.Kind == HandleKind.TypeDefinition && _types.Node((TypeDefinitionHandle)type) is TypeNode used && used != _user)
            Inside.Add((_user!, used));
    }

    private void ReadType(TypeDefinition type)
    {
        _collector.Add(type.BaseType);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
            _collector.Add(_reader.GetInterfaceImplementation(handle).Interface);
        ReadConstraints(type.GetGenericParameters());
        ReadAttributes(type.GetCustomAttributes());
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = _reader.GetFieldDefinition(handle);
            field.DecodeSignature(_collector, default);
            ReadAttributes(field.GetCustomAttributes());
        }
        foreach (PropertyDefinitionHandle handle in type.GetProperties())
            ReadAttributes(_reader.GetPropertyDefinition(handle).GetCustomAttributes());
        foreach (MethodDefinitionHandle handle in type.GetMethods())
            ReadMethod(_reader.GetMethodDefinition(handle));
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_collector, default);
        ReadConstraints(method.GetGenericParameters());
        ReadAttributes(method.GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0)
            return;
        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_collector, default);
        foreach (ExceptionRegion region in body.ExceptionRegions)
            _collector.Add(region.CatchType);
        foreach (EntityHandle token in Instructions.Tokens(body.GetILReader()))
            ReadToken(token);
    }

    private void ReadToken(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                _collector.Add(token);
                break;
            case HandleKind.MethodDefinition:
                _collector.Add(_reader.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                _collector.Add(_reader.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                ReadMember(_reader.GetMemberReference((MemberReferenceHandle)token));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification instance = _reader.GetMethodSpecification((MethodSpecificationHandle)token);
                instance.DecodeSignature(_collector, default);
                ReadToken(instance.Method);
                break;
            case HandleKind.StandaloneSignature:
                _reader.GetStandaloneSignature((StandaloneSignatureHandle)token).DecodeMethodSignature(_collector, default);
                break;
        }
    }

    // Parent and signature: the caller of a method handles what it takes and gives.
    private void ReadMember(MemberReference member)
    {
        if (member.Parent.Kind == HandleKind.MethodDefinition)
            ReadToken(member.Parent);
        else
            _collector.Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method)
            member.DecodeMethodSignature(_collector, default);
        else
            member.DecodeFieldSignature(_collector, default);
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in _reader.GetGenericParameter(parameter).GetConstraints())
                _collector.Add(_reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle handle in attributes)
            ReadToken(_reader.GetCustomAttribute(handle).Constructor);
    }
}
