using System.Runtime.InteropServices;
using Silk.NET.DXGI;

namespace Silk.NET.Direct3D12;

// Each checked against src/Microsoft/Silk.NET.Direct3D12/Structs/<name>.gen.cs. Fields and their order are complete, because the structs go to
// the system as they are; of the constructors none is here, and of the unions only the members that the product uses.

public struct CommandQueueDesc
{
    public CommandListType Type;
    public int Priority;
    public CommandQueueFlags Flags;
    public uint NodeMask;
}

public struct HeapProperties
{
    public HeapType Type;
    public CpuPageProperty CPUPageProperty;
    public MemoryPool MemoryPoolPreference;
    public uint CreationNodeMask;
    public uint VisibleNodeMask;
}

public struct ResourceDesc
{
    public ResourceDimension Dimension;
    public ulong Alignment;
    public ulong Width;
    public uint Height;
    public ushort DepthOrArraySize;
    public ushort MipLevels;
    public Format Format;
    public SampleDesc SampleDesc;
    public TextureLayout Layout;
    public ResourceFlags Flags;
}

// ClearValue's colour was not read; the product passes none, so the size of the native struct is all that is here.
[StructLayout(LayoutKind.Sequential, Size = 20)]
public struct ClearValue
{
    public Format Format;
}

public struct Range
{
    public nuint Begin;
    public nuint End;
}

public struct ResourceBarrier
{
    public ResourceBarrierType Type;
    public ResourceBarrierFlags Flags;
    public ResourceBarrierUnion Anonymous;
}

[StructLayout(LayoutKind.Explicit)]
public struct ResourceBarrierUnion
{
    [FieldOffset(0)]
    public ResourceTransitionBarrier Transition;

    [FieldOffset(0)]
    public ResourceUavBarrier UAV;
}

public unsafe struct ResourceTransitionBarrier
{
    public ID3D12Resource* PResource;
    public uint Subresource;
    public ResourceStates StateBefore;
    public ResourceStates StateAfter;
}

// Not read: the native struct has this one member.
public unsafe struct ResourceUavBarrier
{
    public ID3D12Resource* PResource;
}

public unsafe struct RootSignatureDesc
{
    public uint NumParameters;
    public RootParameter* PParameters;
    public uint NumStaticSamplers;
    public StaticSamplerDesc* PStaticSamplers;
    public RootSignatureFlags Flags;
}

public struct StaticSamplerDesc
{
    public Filter Filter;
    public TextureAddressMode AddressU;
    public TextureAddressMode AddressV;
    public TextureAddressMode AddressW;
    public float MipLODBias;
    public uint MaxAnisotropy;
    public ComparisonFunc ComparisonFunc;
    public StaticBorderColor BorderColor;
    public float MinLOD;
    public float MaxLOD;
    public uint ShaderRegister;
    public uint RegisterSpace;
    public ShaderVisibility ShaderVisibility;
}

public struct RootParameter
{
    public RootParameterType ParameterType;
    public RootParameterUnion Anonymous;
    public ShaderVisibility ShaderVisibility;
}

[StructLayout(LayoutKind.Explicit)]
public struct RootParameterUnion
{
    [FieldOffset(0)]
    public RootDescriptorTable DescriptorTable;

    [FieldOffset(0)]
    public RootConstants Constants;

    [FieldOffset(0)]
    public RootDescriptor Descriptor;
}

public unsafe struct RootDescriptorTable
{
    public uint NumDescriptorRanges;
    public DescriptorRange* PDescriptorRanges;
}

public struct DescriptorRange
{
    public DescriptorRangeType RangeType;
    public uint NumDescriptors;
    public uint BaseShaderRegister;
    public uint RegisterSpace;
    public uint OffsetInDescriptorsFromTableStart;
}

public struct RootConstants
{
    public uint ShaderRegister;
    public uint RegisterSpace;
    public uint Num32BitValues;
}

// Not read: the native struct has these two members.
public struct RootDescriptor
{
    public uint ShaderRegister;
    public uint RegisterSpace;
}

public unsafe struct ShaderBytecode
{
    public void* PShaderBytecode;
    public nuint BytecodeLength;
}

// Not read: the native struct has these two members.
public unsafe struct CachedPipelineState
{
    public void* PCachedBlob;
    public nuint CachedBlobSizeInBytes;
}

public unsafe struct ComputePipelineStateDesc
{
    public ID3D12RootSignature* PRootSignature;
    public ShaderBytecode CS;
    public uint NodeMask;
    public CachedPipelineState CachedPSO;
    public PipelineStateFlags Flags;
}

public struct DescriptorHeapDesc
{
    public DescriptorHeapType Type;
    public uint NumDescriptors;
    public DescriptorHeapFlags Flags;
    public uint NodeMask;
}

public struct CpuDescriptorHandle
{
    public nuint Ptr;
}

public struct GpuDescriptorHandle
{
    public ulong Ptr;
}

// Only ever pointed to, by null: the view of a whole texture.
public struct ShaderResourceViewDesc
{
}

// Only ever pointed to, by null: the view of a whole texture.
public struct RenderTargetViewDesc
{
}

public struct Viewport
{
    public float TopLeftX;
    public float TopLeftY;
    public float Width;
    public float Height;
    public float MinDepth;
    public float MaxDepth;
}

public struct Box
{
    public uint Left;
    public uint Top;
    public uint Front;
    public uint Right;
    public uint Bottom;
    public uint Back;
}

public unsafe struct TextureCopyLocation
{
    public ID3D12Resource* PResource;
    public TextureCopyType Type;
    public TextureCopyLocationUnion Anonymous;
}

[StructLayout(LayoutKind.Explicit)]
public struct TextureCopyLocationUnion
{
    [FieldOffset(0)]
    public PlacedSubresourceFootprint PlacedFootprint;

    [FieldOffset(0)]
    public uint SubresourceIndex;
}

public struct PlacedSubresourceFootprint
{
    public ulong Offset;
    public SubresourceFootprint Footprint;
}

// An older version was read.
public struct SubresourceFootprint
{
    public Format Format;
    public uint Width;
    public uint Height;
    public uint Depth;
    public uint RowPitch;
}
