using System.Diagnostics;

namespace RealtimeCnn.Native;

/// <summary>The engines of this process, by handle. Any thread.</summary>
internal static class NativeEngines
{
    private const int Kind = 1;
    private const int Most = 64;

    private static readonly HandleTable<NativeEngine> Table = new(Kind, Most);
    private static readonly Lock EndingLock = new();
    private static readonly List<Task> Ending = [];

    /// <summary>The handles that there are.</summary>
    public static IReadOnlyList<ulong> All => [.. Table.All.Select(one => one.Handle)];

    public static NativeEngine? Find(ulong handle) => Table.Find(handle);

    /// <summary>Makes an engine.</summary>
    /// <param name="options">Null for the usual ones.</param>
    /// <param name="gpu">The host's, whose images it takes; null for none.</param>
    /// <param name="handle">The engine.</param>
    /// <returns>A status.</returns>
    public static unsafe int Create(NativeOptions* options, NativeGpu? gpu, ulong* handle)
    {
        OnnxRuntimeLibrary.Require();
        HostExit.ComesAfterAllWork();
        Log.Start();
        NativeOptions from = options == null ? default : *options;
        NativeEngine engine = gpu is null ? Make(from, [], null) : gpu.Create((gpus, self) => Make(from, gpus, self));
        ulong added = Table.Add(engine);
        if (added == 0)
        {
            End(engine);
            return Failure.Is(Status.Limit, $"There are {Most} engines already: destroy one, or find those forgotten with rcnn_engines.");
        }
        *handle = added;
        return Status.Ok;
    }

    /// <summary>Destroys an engine.</summary>
    /// <returns>A status.</returns>
    public static int Destroy(ulong handle)
    {
        if (Table.Find(handle) is not { } engine || !Table.Remove(handle))
            return Failure.NoEngine();
        End(engine);
        return Status.Ok;
    }

    /// <summary>Destroys all engines and waits for all that were ever destroyed, and for loads and runs that hear of it late.</summary>
    /// <returns>Whether none is left.</returns>
    public static bool Shutdown(TimeSpan timeout)
    {
        foreach ((ulong handle, _) in Table.All)
            Destroy(handle);
        Task all;
        lock (EndingLock)
            all = Task.WhenAll(Ending);
#pragma warning disable RS0030 // The host asks to wait, for as long as it says.
        return HaveEndedAsync(all, timeout).GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    private static async Task<bool> HaveEndedAsync(Task engines, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        await engines.WaitAsync(timeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // one that failed has ended too
        while (IsAnythingLeft() && Stopwatch.GetElapsedTime(start) < timeout)
            await Task.Delay(10).ConfigureAwait(false);
        return engines.IsCompleted && !IsAnythingLeft();
    }

    // Engines do not wait for these for ever, but they hold memory, and at the host's exit ONNX Runtime is taken down under them.
    private static bool IsAnythingLeft() => LoadedModel.IsAnyAtWork && Table.All.Count == 0;

    private static unsafe NativeEngine Make(NativeOptions from, IReadOnlyList<IGpuApi> gpus, NativeGpu? gpu)
    {
        const ulong MostKept = 1UL << 40;
        if (from.KeepWarmBytes > MostKept)
            throw new Refusal(Status.BadArgument, $"rcnn_options.keep_warm_bytes is {from.KeepWarmBytes}; it is 0 to {MostKept}.");
        int limit = Require.Within(from.TimeLimitMs, -1, int.MaxValue, "rcnn_options.time_limit_ms");
        InferenceOptions options = new()
        {
            Threads = Require.Within(from.Threads, 0, 1024, "rcnn_options.threads"),
            Gpus = gpus,
            Backends = NetworkBackends.Of(gpu),
            Backend = NetworkBackends.Name(from.Backend, gpu),
        };
        if (limit != 0)
            options = options with { TimeLimit = limit < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(limit) };
        // The name of something in a game, as a rule, which nobody wrote for log lines.
        string name = VisionException.Plain(Text.Read(from.Name, "rcnn_options.name") ?? "").Replace('\n', '?');
        ModelStore store = new(Text.ReadPath(from.StoreFolder, "rcnn_options.store_folder"));
        return new NativeEngine(
            options,
            ModelCatalogue.Load(Text.ReadPath(from.CatalogueFolder, "rcnn_options.catalogue_folder"), store),
            name.Length > 0 ? name : null,
            (long)from.KeepWarmBytes,
            gpu);
    }

    private static void End(NativeEngine engine)
    {
        lock (EndingLock)
        {
            Ending.RemoveAll(task => task.IsCompleted);
            Ending.Add(engine.EndAsync());
        }
    }
}
