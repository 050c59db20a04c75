using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>Walks signatures and hands every type that they name, generic arguments included, to one receiver.</summary>
internal sealed class TypeCollector(MetadataReader reader, Action<EntityHandle> found)
    : ISignatureTypeProvider<TypeCollector.Nothing, TypeCollector.Nothing>
{
    public readonly record struct Nothing;

    /// <summary>A definition, reference or specification of a type.</summary>
    public void Add(EntityHandle type)
    {
        if (type.IsNil)
            return;
        if (type.Kind == HandleKind.TypeSpecification)
            reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, default);
        else
            found(type);
    }


    public Nothing GetTypeFromDefinition(MetadataReader metadata, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        found(handle);
        return default;
    }

    public Nothing GetTypeFromReference(MetadataReader metadata, TypeReferenceHandle handle, byte rawTypeKind)
    {
        found(handle);
        return default;
    }

    public Nothing GetTypeFromSpecification(MetadataReader metadata, Nothing context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        metadata.GetTypeSpecification(handle).DecodeSignature(this, context);

    // The parts of a compound type have been handed over by the time that it is asked for.
    public Nothing GetArrayType(Nothing elementType, ArrayShape shape) => default;

    public Nothing GetByReferenceType(Nothing elementType) => default;

    public Nothing GetFunctionPointerType(MethodSignature<Nothing> signature) => default;

    public Nothing GetGenericInstantiation(Nothing genericType, ImmutableArray<Nothing> typeArguments) => default;

    public Nothing GetGenericMethodParameter(Nothing context, int index) => default;

    public Nothing GetGenericTypeParameter(Nothing context, int index) => default;

    public Nothing GetModifiedType(Nothing modifier, Nothing unmodifiedType, bool isRequired) => default;

    public Nothing GetPinnedType(Nothing elementType) => default;

    public Nothing GetPointerType(Nothing elementType) => default;

    public Nothing GetPrimitiveType(PrimitiveTypeCode typeCode) => default;

    public Nothing GetSZArrayType(Nothing elementType) => default;
}
