namespace RealtimeCnn;

/// <summary>What follows the loss of the GPU that runs the model: the CPU serves, and the GPU is tried again until it is back.</summary>
internal static class GpuRecovery
{
    /// <summary>
    /// Ends when the model runs on the GPU again, or another one that was asked for does, which brings the GPU back by itself.
    /// </summary>
    /// <param name="lost">The model. Disposed.</param>
    /// <param name="reason">Why the GPU is lost.</param>
    /// <param name="warm">Those on the GPU are disposed too.</param>
    /// <param name="clock">For the time between two tries.</param>
    /// <param name="ending">Ends the wait for the next try.</param>
    /// <param name="isOver">Whether the model is not wanted any more.</param>
    /// <param name="restore">Loads it anew; false if that cannot be, or is not wanted any more.</param>
    public static async Task RunAsync(
        LoadedModel lost, DeviceLostException reason, WarmModels warm, TimeProvider clock, CancellationToken ending, Func<bool> isOver,
        Func<InferenceOptions, LoadCause, Task<bool>> restore)
    {
        lost.Dispose();
        warm.DropGpu();
        string gpu = lost.Backend.Chosen!;
        InferenceOptions onCpu = lost.Options with { Backend = CpuBackend.CpuName, Lost = (gpu, reason.Message) };
        if (!await restore(onCpu, LoadCause.StandIn).ConfigureAwait(false))
            return; // the processor cannot have it either, and the reason is told

        InferenceOptions onGpu = lost.Options with { Backend = gpu };
        for (TimeSpan delay = GpuRetry.First; ; delay = GpuRetry.After(delay))
        {
            await Task.Delay(delay, clock, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (isOver() || await restore(onGpu, LoadCause.Retry).ConfigureAwait(false))
                return;
        }
    }
}
