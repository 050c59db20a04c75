using System.Runtime.InteropServices;

/// <summary>
/// For Wine only, and never part of the product: .NET runs this before a program's Main when DOTNET_STARTUP_HOOKS names it. It adds the two
/// things that Wine 10's Direct3D 12 lacks and the tests need, by replacing functions in the tables that all devices and queues share, and
/// works around a third.
/// <list type="bullet">
/// <item>ID3D12Device5::EnumerateMetaCommands is not implemented, and its failure ends DMLCreateDevice1. Here it answers that there are
/// none, as a driver without meta-commands does.</item>
/// <item>ID3D12Device5::RemoveDevice does nothing. Here the device is lost from then on, as far as programs can tell: it gives the reason,
/// queues refuse to signal, and fences count as reached.</item>
/// <item>The software GPU's threads now and then crash a process that unloads its libraries while they still run, after all is done. Here a
/// program that has ended ends at once, with the exit code it has.</item>
/// </list>
/// </summary>
internal static unsafe partial class StartupHook
{
    private const int DeviceRemoved = unchecked((int)0x887A0005);

    // Slots of IUnknown, ID3D12Object, ID3D12Device, ID3D12Device5, ID3D12CommandQueue, ID3D12Fence.
    private const int Release = 2, GetPrivateData = 3, SetPrivateData = 4, GetDevice = 7, CreateCommandQueue = 8;
    private const int GetDeviceRemovedReason = 37, RemoveDevice = 58, EnumerateMetaCommands = 59;
    private const int QueueSignal = 14, FenceSignal = 10;

    private static readonly Guid Device = new("189819f1-1db6-4b57-be54-1821339b85f7");
    private static readonly Guid Queue = new("0ec870a6-5d7e-4c22-8cfc-5baae07616ed");
    private static readonly Guid LostMark = new("5f1c9f6e-9a44-4a5e-8d3b-6c2f9a1f7b10");

    private static delegate* unmanaged<void*, int> _originalReason;
    private static delegate* unmanaged<void*, void*, ulong, int> _originalSignal;

    public static void Initialize()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TerminateProcess(-1, (uint)Environment.ExitCode);
        void*** device, queue;
        fixed (Guid* id = &Device)
            Marshal.ThrowExceptionForHR(D3D12CreateDevice(null, 0xB000, id, &device));
        ulong* queueDesc = stackalloc ulong[2]; // type, priority, flags, node: a direct queue
        fixed (Guid* id = &Queue)
        {
            Marshal.ThrowExceptionForHR(
                ((delegate* unmanaged<void*, void*, Guid*, void****, int>)(*device)[CreateCommandQueue])(device, queueDesc, id, &queue));
        }

        _originalReason = (delegate* unmanaged<void*, int>)(*device)[GetDeviceRemovedReason];
        _originalSignal = (delegate* unmanaged<void*, void*, ulong, int>)(*queue)[QueueSignal];
        Replace(*device + EnumerateMetaCommands, (delegate* unmanaged<void*, uint*, void*, int>)&NoMetaCommands);
        Replace(*device + RemoveDevice, (delegate* unmanaged<void*, void>)&MarkLost);
        Replace(*device + GetDeviceRemovedReason, (delegate* unmanaged<void*, int>)&Reason);
        Replace(*queue + QueueSignal, (delegate* unmanaged<void*, void*, ulong, int>)&SignalUnlessLost);

        ((delegate* unmanaged<void*, uint>)(*queue)[Release])(queue);
        ((delegate* unmanaged<void*, uint>)(*device)[Release])(device);
    }

    [UnmanagedCallersOnly]
    private static int NoMetaCommands(void* device, uint* count, void* descriptions)
    {
        if (count is not null)
            *count = 0;
        return 0;
    }

    // The mark is data of the device's own, so that it goes with the device.
    [UnmanagedCallersOnly]
    private static void MarkLost(void* device)
    {
        uint mark = 1;
        fixed (Guid* id = &LostMark)
            _ = ((delegate* unmanaged<void*, Guid*, uint, void*, int>)Slot(device, SetPrivateData))(device, id, sizeof(uint), &mark);
    }

    [UnmanagedCallersOnly]
    private static int Reason(void* device) => IsLost(device) ? DeviceRemoved : _originalReason(device);

    [UnmanagedCallersOnly]
    private static int SignalUnlessLost(void* queue, void* fence, ulong value)
    {
        void* device;
        bool isLost = false;
        fixed (Guid* id = &Device)
        {
            if (((delegate* unmanaged<void*, Guid*, void**, int>)Slot(queue, GetDevice))(queue, id, &device) >= 0)
            {
                isLost = IsLost(device);
                ((delegate* unmanaged<void*, uint>)Slot(device, Release))(device);
            }
        }
        if (!isLost)
            return _originalSignal(queue, fence, value);
        _ = ((delegate* unmanaged<void*, ulong, int>)Slot(fence, FenceSignal))(fence, ulong.MaxValue);
        return DeviceRemoved;
    }

    private static bool IsLost(void* device)
    {
        uint mark = 0, size = sizeof(uint);
        fixed (Guid* id = &LostMark)
        {
            return ((delegate* unmanaged<void*, Guid*, uint*, void*, int>)Slot(device, GetPrivateData))(device, id, &size, &mark) >= 0
                && mark != 0;
        }
    }

    private static void* Slot(void* instance, int slot) => (*(void***)instance)[slot];

    private static void Replace(void** slot, void* function)
    {
        const uint ReadWrite = 4;
        uint before;
        if (VirtualProtect(slot, (nuint)sizeof(void*), ReadWrite, &before) == 0)
            throw new InvalidOperationException("The function table cannot be written.");
        *slot = function;
        _ = VirtualProtect(slot, (nuint)sizeof(void*), before, &before);
    }

    [LibraryImport("d3d12")]
    private static partial int D3D12CreateDevice(void* adapter, int minimumFeatureLevel, Guid* id, void**** device);

    /// <summary>Ends a process at once; -1 is this one.</summary>
    [LibraryImport("kernel32")]
    private static partial int TerminateProcess(nint process, uint exitCode);

    [LibraryImport("kernel32")]
    private static partial int VirtualProtect(void* address, nuint size, uint protection, uint* before);
}
