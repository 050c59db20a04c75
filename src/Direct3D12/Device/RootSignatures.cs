using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>Makes root signatures: where shaders' registers take what they read and write from.</summary>
internal static unsafe class RootSignatures
{
    /// <summary>Makes one; the caller releases it.</summary>
    public static ID3D12RootSignature* Create(ID3D12Device* device, in RootSignatureDesc description)
    {
        using D3D12 api = D3D12.GetApi();
        ID3D10Blob* blob = null, errors = null;
        try
        {
            RootSignatureDesc desc = description;
            HResults.Check(
                api.SerializeRootSignature(&desc, D3DRootSignatureVersion.Version1, &blob, &errors), "describe what the shaders read");
            ID3D12RootSignature* signature;
            HResults.Check(
                device->CreateRootSignature(
                    0, blob->GetBufferPointer(), blob->GetBufferSize(), SilkMarshal.GuidPtrOf<ID3D12RootSignature>(), (void**)&signature),
                "make a root signature");
            return signature;
        }
        finally
        {
            if (blob is not null)
                blob->Release();
            if (errors is not null)
                errors->Release();
        }
    }
}
