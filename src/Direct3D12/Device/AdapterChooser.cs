using System.Globalization;
using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Direct3D12;

/// <summary>Walks through the GPUs of this machine in the order wanted and makes a device on the first that fits.</summary>
internal static unsafe class AdapterChooser
{
    /// <summary>What DirectML needs at least, and every GPU since 2010 has.</summary>
    private const D3DFeatureLevel FeatureLevel = D3DFeatureLevel.Level110;

    /// <summary>Makes a device.</summary>
    /// <param name="request">Which GPU is wanted.</param>
    /// <param name="device">The device; the caller releases it.</param>
    /// <param name="memory">What tells of its memory, or null; the caller disposes it.</param>
    /// <exception cref="VisionException">No GPU fits; the message gives a reason for each.</exception>
    public static Choice<GpuInfo> CreateDevice(AdapterRequest request, out ID3D12Device* device, out AdapterMemory? memory)
    {
        using DXGI dxgi = DXGI.GetApi(null!);
        using D3D12 d3d12 = D3D12.GetApi();
        IDXGIFactory6* factory;
        HResults.Check(dxgi.CreateDXGIFactory2(0, SilkMarshal.GuidPtrOf<IDXGIFactory6>(), (void**)&factory), "list the GPUs");
        try
        {
            return Choose(factory, d3d12, request, out device, out memory);
        }
        finally
        {
            factory->Release();
        }
    }

    /// <summary>Name, memory and identifier in one line.</summary>
    public static string Text(GpuInfo gpu) => $"{gpu.Name} ({gpu.Driver})";

    private static Choice<GpuInfo> Choose(
        IDXGIFactory6* factory, D3D12 d3d12, AdapterRequest request, out ID3D12Device* device, out AdapterMemory? memory)
    {
        GpuPreference preference = request.Preference == AdapterPreference.MinimumPower
            ? GpuPreference.MinimumPower
            : GpuPreference.HighPerformance;
        var rejected = new List<(GpuInfo Gpu, string Reason)>();
        GpuInfo? chosen = null;
        device = null;
        memory = null;
        for (uint i = 0; ; i++)
        {
            IDXGIAdapter1* adapter;
            int result = factory->EnumAdapterByGpuPreference(i, preference, SilkMarshal.GuidPtrOf<IDXGIAdapter1>(), (void**)&adapter);
            if (result == HResults.NotFound)
                break;
            HResults.Check(result, $"look at GPU {i}");
            try
            {
                (GpuInfo info, long luid) = Describe(adapter);
                string? reason = chosen is not null
                    ? $"{chosen.Name} comes first"
                    : Mismatch(request, info, luid) ?? Create(d3d12, adapter, out device);
                if (reason is null)
                    (chosen, memory) = (info, AdapterMemory.Of(adapter));
                else
                    rejected.Add((info, reason));
            }
            finally
            {
                adapter->Release();
            }
        }
        if (chosen is not null)
            return new Choice<GpuInfo>(chosen, rejected);
        string reasons = string.Join("; ", rejected.Select(one => $"{Text(one.Gpu)}: {one.Reason}"));
        throw new VisionException(rejected.Count == 0
            ? "Direct3D 12 finds no GPU on this machine."
            : $"Direct3D 12 finds no usable GPU: {reasons}.");
    }

    private static string? Mismatch(AdapterRequest request, GpuInfo info, long infoLuid)
    {
        if (request.Luid is { } luid && luid != infoLuid)
            return $"another one was asked for (luid 0x{luid:X})";
        if (request.Name is { } name && !info.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            return $"its name does not contain '{name}'";
        return info.Kind == GpuInfo.Software && !request.AllowSoftware ? "it has no GPU behind it" : null;
    }

    private static string? Create(D3D12 d3d12, IDXGIAdapter1* adapter, out ID3D12Device* device)
    {
        ID3D12Device* created = null;
        int result = d3d12.CreateDevice((IUnknown*)adapter, FeatureLevel, SilkMarshal.GuidPtrOf<ID3D12Device>(), (void**)&created);
        device = created;
        return result >= 0 ? null : $"it gives no Direct3D 12 device of feature level 11_0: {HResults.Describe(result)}";
    }

    private static (GpuInfo Gpu, long Luid) Describe(IDXGIAdapter1* adapter)
    {
        AdapterDesc1 desc;
        HResults.Check(adapter->GetDesc1(&desc), "describe a GPU");
        long luid = ((long)desc.AdapterLuid.High << 32) | desc.AdapterLuid.Low;
        string kind = (desc.Flags & (uint)AdapterFlag.Software) != 0 ? GpuInfo.Software : "hardware";
        string memory = string.Create(CultureInfo.InvariantCulture, $"{desc.DedicatedVideoMemory >> 20} MB, luid 0x{luid:X}");
        return (new GpuInfo($"0x{luid:X}", new string(desc.Description), kind, memory), luid);
    }
}
