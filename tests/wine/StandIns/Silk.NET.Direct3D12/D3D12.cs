using Silk.NET.Core.Native;
using Silk.NET.StandIns;

namespace Silk.NET.Direct3D12;

// Checked against src/Microsoft/Silk.NET.Direct3D12/D3D12.cs and D3D12.gen.cs.
public sealed unsafe class D3D12 : StandInApi
{
    public const uint ResourceBarrierAllSubresources = 0xFFFFFFFF;

    private D3D12() : base("D3D12.dll")
    {
    }

    public static D3D12 GetApi() => new();

    public int CreateDevice(IUnknown* pAdapter, D3DFeatureLevel MinimumFeatureLevel, Guid* riid, void** ppDevice) =>
        ((delegate* unmanaged[Stdcall]<IUnknown*, D3DFeatureLevel, Guid*, void**, int>)Context.GetProcAddress("D3D12CreateDevice"))(
            pAdapter, MinimumFeatureLevel, riid, ppDevice);

    public int SerializeRootSignature(RootSignatureDesc* pRootSignature, D3DRootSignatureVersion Version, ID3D10Blob** ppBlob, ID3D10Blob** ppErrorBlob) =>
        ((delegate* unmanaged[Stdcall]<RootSignatureDesc*, D3DRootSignatureVersion, ID3D10Blob**, ID3D10Blob**, int>)
            Context.GetProcAddress("D3D12SerializeRootSignature"))(pRootSignature, Version, ppBlob, ppErrorBlob);
}
