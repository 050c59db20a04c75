using System.Diagnostics;

namespace RealtimeCnn;

/// <content>What follows the loss of the GPU that runs the model: the CPU serves, and the GPU is tried again until it is back.</content>
internal sealed partial class ModelSlot
{
    private readonly TimeProvider _clock;
    private Task _recovery = Task.CompletedTask;

    /// <summary>The GPU of the current model is lost: there is no model until the CPU has it. Vision thread.</summary>
    public void Lose(DeviceLostException reason)
    {
        (LoadedModel lost, int offer) = (Current!, _currentOffer);
        _notices.Warn($"The GPU that ran '{lost.Definition.Id}' is lost: {reason.Message}");
        (Current, _running, _adopted) = (null, null, null);
        // One that still waits for its next try has nothing to do any more, and ends by itself.
        _recovery = Task.WhenAll(_recovery, Task.Run(() => RecoverAsync(lost, offer, reason)));
    }

    // Ends when the model runs on the GPU again, or another one that was asked for does, which brings the GPU back by itself.
    private async Task RecoverAsync(LoadedModel lost, int offer, DeviceLostException reason)
    {
        lost.Dispose();
        Supply.Warm.DropGpu();
        string gpu = lost.Backend.Chosen!;
        InferenceOptions onCpu = lost.Options with { Backend = CpuBackend.CpuName, Lost = (gpu, reason.Message) };
        if (!await RestoreAsync(lost.Definition, onCpu, offer, LoadCause.StandIn).ConfigureAwait(false))
            return; // the processor cannot have it either, and the reason is told

        InferenceOptions onGpu = lost.Options with { Backend = gpu };
        for (TimeSpan delay = GpuRetry.First; ; delay = GpuRetry.After(delay))
        {
            await Task.Delay(delay, _clock, _disposing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (IsOver(offer) || await RestoreAsync(lost.Definition, onGpu, offer, LoadCause.Retry).ConfigureAwait(false))
                return;
        }
    }

    // What was asked for meanwhile comes first; if it cannot be loaded, the lost model is still to be had back. False if that cannot be
    // loaded either, or is not wanted any more.
    private async Task<bool> RestoreAsync(ModelDefinition definition, InferenceOptions options, int offer, LoadCause cause)
    {
        await _oneLoadAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            if (IsOver(offer))
                return false;
            long now = Stopwatch.GetTimestamp();
            Log.Restore(definition, now);
            var wish = new Wish(definition, options, _begun, now, offer, cause);
            return (await LoadAndOfferAsync(wish).ConfigureAwait(false)).Ok;
        }
        finally
        {
            _oneLoadAtATime.Release();
        }
    }

    // Whether something that was asked for after the lost model is ready, or all ends.
    private bool IsOver(int offer) => _disposing.IsCancellationRequested || Volatile.Read(ref _offers) != offer;
}
