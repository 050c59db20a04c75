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

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/Format.gen.cs; FormatUnknown follows its pattern and was not read.
public enum Format
{
    FormatUnknown = 0,
}

// Checked against src/Microsoft/Silk.NET.DXGI/Enums/GpuPreference.gen.cs.
public enum GpuPreference
{
    Unspecified = 0,
    MinimumPower = 1,
    HighPerformance = 2,
}
