using Silk.NET.Core;
using Silk.NET.Core.Native;

namespace Silk.NET.DXGI;

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/AdapterDesc1.gen.cs.
public unsafe struct AdapterDesc1
{
    public fixed char Description[128];
    public uint VendorId;
    public uint DeviceId;
    public uint SubSysId;
    public uint Revision;
    public nuint DedicatedVideoMemory;
    public nuint DedicatedSystemMemory;
    public nuint SharedSystemMemory;
    public Luid AdapterLuid;
    public uint Flags;
}

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/QueryVideoMemoryInfo.gen.cs (an older version of it).
public struct QueryVideoMemoryInfo
{
    public ulong Budget;
    public ulong CurrentUsage;
    public ulong AvailableForReservation;
    public ulong CurrentReservation;
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/MemorySegmentGroup.gen.cs.
public enum MemorySegmentGroup
{
    Local = 0,
    NonLocal = 1,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/SampleDesc.gen.cs (an older version of it).
public struct SampleDesc
{
    public uint Count;
    public uint Quality;

    public SampleDesc(uint? count = null, uint? quality = null) => (Count, Quality) = (count ?? 0, quality ?? 0);
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/AdapterFlag.gen.cs.
[Flags]
public enum AdapterFlag
{
    None = 0,
    Remote = 1,
    Software = 2,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/Format.gen.cs; these members follow its pattern and were not read.
public enum Format
{
    FormatUnknown = 0,
    FormatR16G16B16A16Float = 10,
    FormatR8G8B8A8Unorm = 28,
    FormatR8G8B8A8UnormSrgb = 29,
    FormatB8G8R8A8Unorm = 87,
    FormatB8G8R8A8UnormSrgb = 91,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/GpuPreference.gen.cs.
public enum GpuPreference
{
    Unspecified = 0,
    MinimumPower = 1,
    HighPerformance = 2,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/SwapChainDesc1.gen.cs.
public struct SwapChainDesc1
{
    public uint Width;
    public uint Height;
    public Format Format;
    public Bool32 Stereo;
    public SampleDesc SampleDesc;
    public uint BufferUsage;
    public uint BufferCount;
    public Scaling Scaling;
    public SwapEffect SwapEffect;
    public AlphaMode AlphaMode;
    public uint Flags;
}

// Only ever pointed to, by null.
public struct SwapChainFullscreenDesc
{
}

// Only ever pointed to, by null.
public struct IDXGIOutput
{
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/Scaling.gen.cs.
public enum Scaling
{
    Stretch = 0,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/SwapEffect.gen.cs.
public enum SwapEffect
{
    FlipDiscard = 4,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/AlphaMode.gen.cs.
public enum AlphaMode
{
    Ignore = 3,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/SwapChainFlag.gen.cs (an older version, of which only long names were read; this one
// follows the rule for short names).
[Flags]
public enum SwapChainFlag
{
    None = 0,
    FrameLatencyWaitableObject = 0x40,
}
