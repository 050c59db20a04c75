using System.Runtime.InteropServices;

/// <summary>
/// For Wine only, and never part of the product: .NET runs this before a program's Main when DOTNET_STARTUP_HOOKS names it. Wine 10 does
/// not implement ID3D12Device5::EnumerateMetaCommands, whose failure ends DMLCreateDevice1; here it answers that there are none, as a driver
/// without meta-commands does. All devices share one table of functions, so it is enough to mend one.
/// </summary>
internal static unsafe partial class StartupHook
{
    private const int EnumerateMetaCommandsSlot = 59, ReleaseSlot = 2;
    private const int FeatureLevel11 = 0xB000;
    private const uint ReadWrite = 4;

    public static void Initialize()
    {
        Guid id = new("189819f1-1db6-4b57-be54-1821339b85f7"); // ID3D12Device
        void*** device;
        Marshal.ThrowExceptionForHR(D3D12CreateDevice(null, FeatureLevel11, &id, &device));
        void** slot = *device + EnumerateMetaCommandsSlot;
        Replace(slot, (delegate* unmanaged<void*, uint*, void*, int>)&NoMetaCommands);
        ((delegate* unmanaged[Stdcall]<void*, uint>)(*device)[ReleaseSlot])(device);
    }

    private static void Replace(void** slot, void* function)
    {
        uint before;
        if (VirtualProtect(slot, (nuint)sizeof(void*), ReadWrite, &before) == 0)
            throw new InvalidOperationException("The function table of ID3D12Device cannot be written.");
        *slot = function;
        _ = VirtualProtect(slot, (nuint)sizeof(void*), before, &before);
    }

    [UnmanagedCallersOnly]
    private static int NoMetaCommands(void* device, uint* count, void* descriptions)
    {
        if (count is not null)
            *count = 0;
        return 0;
    }

    [LibraryImport("d3d12")]
    private static partial int D3D12CreateDevice(void* adapter, int minimumFeatureLevel, Guid* id, void**** device);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualProtect(void* address, nuint size, uint protection, uint* before);
}
