using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Maths;

namespace Silk.NET.Direct3D12;

// Checked against src/Microsoft/Silk.NET.Direct3D12/Structs/ID3D12Device.gen.cs.
[Guid("189819f1-1db6-4b57-be54-1821339b85f7")]
public unsafe struct ID3D12Device : IComVtbl<ID3D12Device>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int CreateCommandQueue(CommandQueueDesc* pDesc, Guid* riid, void** ppCommandQueue)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, CommandQueueDesc*, Guid*, void**, int>)@this->LpVtbl[8])(@this, pDesc, riid, ppCommandQueue);
    }

    public readonly int CreateCommandAllocator(CommandListType type, Guid* riid, void** ppCommandAllocator)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, CommandListType, Guid*, void**, int>)@this->LpVtbl[9])(@this, type, riid, ppCommandAllocator);
    }

    public readonly int CreateGraphicsPipelineState(GraphicsPipelineStateDesc* pDesc, Guid* riid, void** ppPipelineState)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, GraphicsPipelineStateDesc*, Guid*, void**, int>)@this->LpVtbl[10])(@this, pDesc, riid, ppPipelineState);
    }

    public readonly int CreateComputePipelineState(ComputePipelineStateDesc* pDesc, Guid* riid, void** ppPipelineState)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, ComputePipelineStateDesc*, Guid*, void**, int>)@this->LpVtbl[11])(@this, pDesc, riid, ppPipelineState);
    }

    public readonly int CreateCommandList(uint nodeMask, CommandListType type, ID3D12CommandAllocator* pCommandAllocator, ID3D12PipelineState* pInitialState, Guid* riid, void** ppCommandList)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, uint, CommandListType, ID3D12CommandAllocator*, ID3D12PipelineState*, Guid*, void**, int>)@this->LpVtbl[12])(@this, nodeMask, type, pCommandAllocator, pInitialState, riid, ppCommandList);
    }

    public readonly int CreateDescriptorHeap(DescriptorHeapDesc* pDescriptorHeapDesc, Guid* riid, void** ppvHeap)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, DescriptorHeapDesc*, Guid*, void**, int>)@this->LpVtbl[14])(@this, pDescriptorHeapDesc, riid, ppvHeap);
    }

    public readonly uint GetDescriptorHandleIncrementSize(DescriptorHeapType DescriptorHeapType)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, DescriptorHeapType, uint>)@this->LpVtbl[15])(@this, DescriptorHeapType);
    }

    public readonly int CreateRootSignature(uint nodeMask, void* pBlobWithRootSignature, nuint blobLengthInBytes, Guid* riid, void** ppvRootSignature)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, uint, void*, nuint, Guid*, void**, int>)@this->LpVtbl[16])(@this, nodeMask, pBlobWithRootSignature, blobLengthInBytes, riid, ppvRootSignature);
    }

    public readonly void CreateShaderResourceView(ID3D12Resource* pResource, ShaderResourceViewDesc* pDesc, CpuDescriptorHandle DestDescriptor)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12Device*, ID3D12Resource*, ShaderResourceViewDesc*, CpuDescriptorHandle, void>)@this->LpVtbl[18])(@this, pResource, pDesc, DestDescriptor);
    }

    public readonly void CreateRenderTargetView(ID3D12Resource* pResource, RenderTargetViewDesc* pDesc, CpuDescriptorHandle DestDescriptor)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12Device*, ID3D12Resource*, RenderTargetViewDesc*, CpuDescriptorHandle, void>)@this->LpVtbl[20])(@this, pResource, pDesc, DestDescriptor);
    }

    public readonly int CreateCommittedResource(HeapProperties* pHeapProperties, HeapFlags HeapFlags, ResourceDesc* pDesc, ResourceStates InitialResourceState, ClearValue* pOptimizedClearValue, Guid* riidResource, void** ppvResource)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, HeapProperties*, HeapFlags, ResourceDesc*, ResourceStates, ClearValue*, Guid*, void**, int>)@this->LpVtbl[27])(@this, pHeapProperties, HeapFlags, pDesc, InitialResourceState, pOptimizedClearValue, riidResource, ppvResource);
    }

    public readonly int CreateFence(ulong InitialValue, FenceFlags Flags, Guid* riid, void** ppFence)
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, ulong, FenceFlags, Guid*, void**, int>)@this->LpVtbl[36])(@this, InitialValue, Flags, riid, ppFence);
    }

    public readonly int GetDeviceRemovedReason()
    {
        var @this = (ID3D12Device*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device*, int>)@this->LpVtbl[37])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.Direct3D12/Structs/ID3D12Device9.gen.cs (RemoveDevice there; in ID3D12Device5 by the generator's rule).
[Guid("8b4f173b-2fea-4b80-8f58-4307191ab95d")]
public unsafe struct ID3D12Device5 : IComVtbl<ID3D12Device5>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12Device5*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device5*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12Device5*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device5*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12Device5*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Device5*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly void RemoveDevice()
    {
        var @this = (ID3D12Device5*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12Device5*, void>)@this->LpVtbl[58])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.Direct3D12/Structs/ID3D12CommandQueue.gen.cs, but for Wait, which follows the generator's rule.
[Guid("0ec870a6-5d7e-4c22-8cfc-5baae07616ed")]
public unsafe struct ID3D12CommandQueue : IComVtbl<ID3D12CommandQueue>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12CommandQueue*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandQueue*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12CommandQueue*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandQueue*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12CommandQueue*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandQueue*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly void ExecuteCommandLists(uint NumCommandLists, ID3D12CommandList** ppCommandLists)
    {
        var @this = (ID3D12CommandQueue*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12CommandQueue*, uint, ID3D12CommandList**, void>)@this->LpVtbl[10])(@this, NumCommandLists, ppCommandLists);
    }

    public readonly int Signal(ID3D12Fence* pFence, ulong Value)
    {
        var @this = (ID3D12CommandQueue*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandQueue*, ID3D12Fence*, ulong, int>)@this->LpVtbl[14])(@this, pFence, Value);
    }

    public readonly int Wait(ID3D12Fence* pFence, ulong Value)
    {
        var @this = (ID3D12CommandQueue*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandQueue*, ID3D12Fence*, ulong, int>)@this->LpVtbl[15])(@this, pFence, Value);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Not read: Reset follows the generator's rule and the native interface.
[Guid("6102dee4-af59-4b09-b999-b44d73f09b24")]
public unsafe struct ID3D12CommandAllocator : IComVtbl<ID3D12CommandAllocator>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12CommandAllocator*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandAllocator*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12CommandAllocator*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandAllocator*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12CommandAllocator*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandAllocator*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int Reset()
    {
        var @this = (ID3D12CommandAllocator*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandAllocator*, int>)@this->LpVtbl[8])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.Direct3D12/Structs/ID3D12GraphicsCommandList.gen.cs.
[Guid("5b160d0f-ac1b-4185-8ba8-b3ae42a5a455")]
public unsafe struct ID3D12GraphicsCommandList : IComVtbl<ID3D12GraphicsCommandList>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int Close()
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, int>)@this->LpVtbl[9])(@this);
    }

    public readonly int Reset(ID3D12CommandAllocator* pAllocator, ID3D12PipelineState* pInitialState)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, ID3D12CommandAllocator*, ID3D12PipelineState*, int>)@this->LpVtbl[10])(@this, pAllocator, pInitialState);
    }

    public readonly void DrawInstanced(uint VertexCountPerInstance, uint InstanceCount, uint StartVertexLocation, uint StartInstanceLocation)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, uint, uint, uint, void>)@this->LpVtbl[12])(@this, VertexCountPerInstance, InstanceCount, StartVertexLocation, StartInstanceLocation);
    }

    public readonly void Dispatch(uint ThreadGroupCountX, uint ThreadGroupCountY, uint ThreadGroupCountZ)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, uint, uint, void>)@this->LpVtbl[14])(@this, ThreadGroupCountX, ThreadGroupCountY, ThreadGroupCountZ);
    }

    public readonly void CopyBufferRegion(ID3D12Resource* pDstBuffer, ulong DstOffset, ID3D12Resource* pSrcBuffer, ulong SrcOffset, ulong NumBytes)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, ID3D12Resource*, ulong, ID3D12Resource*, ulong, ulong, void>)@this->LpVtbl[15])(@this, pDstBuffer, DstOffset, pSrcBuffer, SrcOffset, NumBytes);
    }

    public readonly void CopyTextureRegion(TextureCopyLocation* pDst, uint DstX, uint DstY, uint DstZ, TextureCopyLocation* pSrc, Box* pSrcBox)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, TextureCopyLocation*, uint, uint, uint, TextureCopyLocation*, Box*, void>)@this->LpVtbl[16])(@this, pDst, DstX, DstY, DstZ, pSrc, pSrcBox);
    }

    public readonly void IASetPrimitiveTopology(D3DPrimitiveTopology PrimitiveTopology)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, D3DPrimitiveTopology, void>)@this->LpVtbl[20])(@this, PrimitiveTopology);
    }

    public readonly void RSSetViewports(uint NumViewports, Viewport* pViewports)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, Viewport*, void>)@this->LpVtbl[21])(@this, NumViewports, pViewports);
    }

    public readonly void RSSetScissorRects(uint NumRects, Box2D<int>* pRects)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, Box2D<int>*, void>)@this->LpVtbl[22])(@this, NumRects, pRects);
    }

    public readonly void SetPipelineState(ID3D12PipelineState* pPipelineState)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, ID3D12PipelineState*, void>)@this->LpVtbl[25])(@this, pPipelineState);
    }

    public readonly void ResourceBarrier(uint NumBarriers, ResourceBarrier* pBarriers)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, ResourceBarrier*, void>)@this->LpVtbl[26])(@this, NumBarriers, pBarriers);
    }

    public readonly void SetDescriptorHeaps(uint NumDescriptorHeaps, ID3D12DescriptorHeap** ppDescriptorHeaps)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, ID3D12DescriptorHeap**, void>)@this->LpVtbl[28])(@this, NumDescriptorHeaps, ppDescriptorHeaps);
    }

    public readonly void SetComputeRootSignature(ID3D12RootSignature* pRootSignature)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, ID3D12RootSignature*, void>)@this->LpVtbl[29])(@this, pRootSignature);
    }

    public readonly void SetGraphicsRootSignature(ID3D12RootSignature* pRootSignature)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, ID3D12RootSignature*, void>)@this->LpVtbl[30])(@this, pRootSignature);
    }

    public readonly void SetGraphicsRootDescriptorTable(uint RootParameterIndex, GpuDescriptorHandle BaseDescriptor)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, GpuDescriptorHandle, void>)@this->LpVtbl[32])(@this, RootParameterIndex, BaseDescriptor);
    }

    public readonly void SetComputeRoot32BitConstants(uint RootParameterIndex, uint Num32BitValuesToSet, void* pSrcData, uint DestOffsetIn32BitValues)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, uint, void*, uint, void>)@this->LpVtbl[35])(@this, RootParameterIndex, Num32BitValuesToSet, pSrcData, DestOffsetIn32BitValues);
    }

    public readonly void SetGraphicsRoot32BitConstants(uint RootParameterIndex, uint Num32BitValuesToSet, void* pSrcData, uint DestOffsetIn32BitValues)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, uint, void*, uint, void>)@this->LpVtbl[36])(@this, RootParameterIndex, Num32BitValuesToSet, pSrcData, DestOffsetIn32BitValues);
    }

    public readonly void SetComputeRootConstantBufferView(uint RootParameterIndex, ulong BufferLocation)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, ulong, void>)@this->LpVtbl[37])(@this, RootParameterIndex, BufferLocation);
    }

    public readonly void SetComputeRootShaderResourceView(uint RootParameterIndex, ulong BufferLocation)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, ulong, void>)@this->LpVtbl[39])(@this, RootParameterIndex, BufferLocation);
    }

    public readonly void SetComputeRootUnorderedAccessView(uint RootParameterIndex, ulong BufferLocation)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, ulong, void>)@this->LpVtbl[41])(@this, RootParameterIndex, BufferLocation);
    }

    public readonly void OMSetRenderTargets(uint NumRenderTargetDescriptors, CpuDescriptorHandle* pRenderTargetDescriptors, Bool32 RTsSingleHandleToDescriptorRange, CpuDescriptorHandle* pDepthStencilDescriptor)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, uint, CpuDescriptorHandle*, Bool32, CpuDescriptorHandle*, void>)@this->LpVtbl[46])(@this, NumRenderTargetDescriptors, pRenderTargetDescriptors, RTsSingleHandleToDescriptorRange, pDepthStencilDescriptor);
    }

    public readonly void ClearRenderTargetView(CpuDescriptorHandle RenderTargetView, float* ColorRGBA, uint NumRects, Box2D<int>* pRects)
    {
        var @this = (ID3D12GraphicsCommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12GraphicsCommandList*, CpuDescriptorHandle, float*, uint, Box2D<int>*, void>)@this->LpVtbl[48])(@this, RenderTargetView, ColorRGBA, NumRects, pRects);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.Direct3D12/Structs/ID3D12Fence.gen.cs.
[Guid("0a753dcf-c4d8-4b91-adf6-be5a60d95a76")]
public unsafe struct ID3D12Fence : IComVtbl<ID3D12Fence>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12Fence*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Fence*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12Fence*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Fence*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12Fence*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Fence*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly ulong GetCompletedValue()
    {
        var @this = (ID3D12Fence*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Fence*, ulong>)@this->LpVtbl[8])(@this);
    }

    public readonly int SetEventOnCompletion(ulong Value, void* hEvent)
    {
        var @this = (ID3D12Fence*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Fence*, ulong, void*, int>)@this->LpVtbl[9])(@this, Value, hEvent);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.Direct3D12/Structs/ID3D12Resource.gen.cs, but for GetDevice and GetDesc, which follow the
// generator's rule and the native interface.
[Guid("696442be-a72e-4059-bc79-5b5c98040fad")]
public unsafe struct ID3D12Resource : IComVtbl<ID3D12Resource>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Resource*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Resource*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Resource*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int GetDevice(Guid* riid, void** ppvDevice)
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Resource*, Guid*, void**, int>)@this->LpVtbl[7])(@this, riid, ppvDevice);
    }

    public readonly int Map(uint Subresource, Range* pReadRange, void** ppData)
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Resource*, uint, Range*, void**, int>)@this->LpVtbl[8])(@this, Subresource, pReadRange, ppData);
    }

    public readonly void Unmap(uint Subresource, Range* pWrittenRange)
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ((delegate* unmanaged[Stdcall]<ID3D12Resource*, uint, Range*, void>)@this->LpVtbl[9])(@this, Subresource, pWrittenRange);
    }

    // The system's method gives its struct through a pointer, as those of C++ do.
    public readonly ResourceDesc GetDesc()
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        ResourceDesc desc;
        return *((delegate* unmanaged[Stdcall]<ID3D12Resource*, ResourceDesc*, ResourceDesc*>)@this->LpVtbl[10])(@this, &desc);
    }

    public readonly ulong GetGPUVirtualAddress()
    {
        var @this = (ID3D12Resource*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12Resource*, ulong>)@this->LpVtbl[11])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Not read: only what every COM interface has, and the identifier from the Windows headers.
[Guid("c54a6b66-72df-4ee8-8be5-a946a1429214")]
public unsafe struct ID3D12RootSignature : IComVtbl<ID3D12RootSignature>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12RootSignature*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12RootSignature*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12RootSignature*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12RootSignature*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12RootSignature*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12RootSignature*, uint>)@this->LpVtbl[2])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Not read: only what every COM interface has, and the identifier from the Windows headers.
[Guid("765a30f3-f624-4c6f-a828-ace948622445")]
public unsafe struct ID3D12PipelineState : IComVtbl<ID3D12PipelineState>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12PipelineState*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12PipelineState*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12PipelineState*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12PipelineState*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12PipelineState*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12PipelineState*, uint>)@this->LpVtbl[2])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Not read: only what every COM interface has, and the identifier from the Windows headers.
[Guid("7116d91c-e7e4-47ce-b8c6-ec8168f437e5")]
public unsafe struct ID3D12CommandList : IComVtbl<ID3D12CommandList>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (ID3D12CommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandList*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint AddRef()
    {
        var @this = (ID3D12CommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandList*, uint>)@this->LpVtbl[1])(@this);
    }

    public readonly uint Release()
    {
        var @this = (ID3D12CommandList*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12CommandList*, uint>)@this->LpVtbl[2])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.Direct3D12/Structs/D3D12DescriptorHeapVtblExtensions.gen.cs; the identifier is from the Windows headers.
[Guid("8efb471d-616c-4f49-90f7-127bb763fa51")]
public unsafe struct ID3D12DescriptorHeap : IComVtbl<ID3D12DescriptorHeap>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly uint Release()
    {
        var @this = (ID3D12DescriptorHeap*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<ID3D12DescriptorHeap*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly CpuDescriptorHandle GetCPUDescriptorHandleForHeapStart()
    {
        var @this = (ID3D12DescriptorHeap*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        CpuDescriptorHandle result;
        return *((delegate* unmanaged[Stdcall]<ID3D12DescriptorHeap*, CpuDescriptorHandle*, CpuDescriptorHandle*>)@this->LpVtbl[9])(@this, &result);
    }

    public readonly GpuDescriptorHandle GetGPUDescriptorHandleForHeapStart()
    {
        var @this = (ID3D12DescriptorHeap*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        GpuDescriptorHandle result;
        return *((delegate* unmanaged[Stdcall]<ID3D12DescriptorHeap*, GpuDescriptorHandle*, GpuDescriptorHandle*>)@this->LpVtbl[10])(@this, &result);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}
