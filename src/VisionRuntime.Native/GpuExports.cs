using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>The host's own GPU, and images that lie there.</summary>
internal static unsafe class GpuExports
{
    private const int Kind = 3;
    private const int Most = 64;

    private static readonly HandleTable<NativeGpu> Table = new(Kind, Most);

    [UnmanagedCallersOnly(EntryPoint = "rcnn_open_vulkan", CallConvs = [typeof(CallConvCdecl)])]
    private static int OpenVulkan(NativeVulkanDevice* device, ulong* gpu)
    {
        try
        {
            Require.Struct(device, sizeof(NativeVulkanDevice), "rcnn_vulkan_device");
            Require.NotNull(gpu, "out");
            NativeGpu opened = new(*device);
            ulong added = Table.Add(opened);
            if (added == 0)
            {
                opened.Close(TimeSpan.Zero);
                return Failure.Is(Status.Limit, $"{Most} devices are open already: close one.");
            }
            *gpu = added;
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_close_gpu", CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(ulong gpu, uint timeoutMs)
    {
        try
        {
            if (Table.Find(gpu) is not { } found)
                return Failure.NoGpu();
            int status = found.Close(TimeSpan.FromMilliseconds(Math.Min(timeoutMs, int.MaxValue)));
            if (status == Status.Ok)
                Table.Remove(gpu);
            return status;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_lock_queue", CallConvs = [typeof(CallConvCdecl)])]
    private static int LockQueue(ulong gpu)
    {
        try
        {
            if (Table.Find(gpu) is not { } found)
                return Failure.NoGpu();
            found.LockQueue();
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_unlock_queue", CallConvs = [typeof(CallConvCdecl)])]
    private static int UnlockQueue(ulong gpu)
    {
        try
        {
            return Table.Find(gpu) is { } found ? found.UnlockQueue() : Failure.NoGpu();
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_create_on_gpu", CallConvs = [typeof(CallConvCdecl)])]
    private static int Create(NativeOptions* options, ulong gpu, ulong* engine)
    {
        try
        {
            if (Table.Find(gpu) is not { } found)
                return Failure.NoGpu();
            Require.NotNull(engine, "out");
            if (options != null)
                Require.Struct(options, sizeof(NativeOptions), "rcnn_options");
            return NativeEngines.Create(options, found, engine);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_submit_vulkan", CallConvs = [typeof(CallConvCdecl)])]
    private static int Submit(ulong engine, NativeVulkanImage* image, long* sequence)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(image, sizeof(NativeVulkanImage), "rcnn_vulkan_image");
            return found.Submit(*image, sequence);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }
}
