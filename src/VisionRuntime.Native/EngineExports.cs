using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>Engines: made, looked at, destroyed.</summary>
internal static unsafe class EngineExports
{
    [UnmanagedCallersOnly(EntryPoint = "rcnn_create", CallConvs = [typeof(CallConvCdecl)])]
    private static int Create(NativeOptions* options, ulong* handle)
    {
        try
        {
            Require.NotNull(handle, "out");
            if (options != null)
                Require.Struct(options, sizeof(NativeOptions), "rcnn_options");
            return NativeEngines.Create(options, null, handle);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_destroy", CallConvs = [typeof(CallConvCdecl)])]
    private static int Destroy(ulong engine)
    {
        try
        {
            return NativeEngines.Destroy(engine);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_engines", CallConvs = [typeof(CallConvCdecl)])]
    private static int List(ulong* handles, int room)
    {
        try
        {
            if (room < 0 || (room > 0 && handles == null))
                return Failure.Is(Status.BadArgument, "room is negative, or out is null and room is not 0.");
            IReadOnlyList<ulong> all = NativeEngines.All;
            for (int i = 0; i < Math.Min(room, all.Count); i++)
                handles[i] = all[i];
            return all.Count;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_get_stats", CallConvs = [typeof(CallConvCdecl)])]
    private static int GetStats(ulong engine, NativeStats* stats)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(stats, sizeof(NativeStats), "rcnn_stats");
            found.Describe(stats);
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }
}
