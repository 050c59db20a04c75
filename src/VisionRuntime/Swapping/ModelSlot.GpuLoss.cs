namespace RealtimeCnn;

/// <content>What follows the loss of the GPU that runs the model: the CPU serves, and the GPU is tried again until it is back.</content>
internal sealed partial class ModelSlot
{
    private Task _recovery = Task.CompletedTask;

    /// <summary>The GPU of the current model is lost: there is no model until the CPU has it. Vision thread.</summary>
    public void Lose(DeviceLostException reason)
    {
        LoadedModel lost = Current!;
        (Current, _running, _adopted, _isServing) = (null, null, null, false);
        Task before = _recovery;
        _recovery = Task.Run(async () =>
        {
            await before.ConfigureAwait(false);
            await RecoverAsync(lost, reason).ConfigureAwait(false);
        });
    }

    // Ends when the model runs on the GPU again, or the user has asked for something else, which brings the GPU back by itself.
    private async Task RecoverAsync(LoadedModel lost, DeviceLostException reason)
    {
        lost.Dispose();
        _models.Warm.DropGpu();
        string gpu = lost.Backend.Chosen!;
        InferenceOptions onCpu = lost.Options with { Backend = CpuBackend.CpuName, Lost = (gpu, reason.Message) };
        InferenceOptions onGpu = lost.Options with { Backend = gpu };
        int request;
        while (true)
        {
            // What was asked for meanwhile comes first; if it cannot be loaded, the lost model is still to be had back.
            request = Volatile.Read(ref _requests);
            await _oneLoadAtATime.WaitAsync().ConfigureAwait(false);
            _oneLoadAtATime.Release();
            if (_disposing.IsCancellationRequested || _isServing || Volatile.Read(ref _published) is not null)
                return;
            if (!IsNext(request))
                continue;
            if (await LoadAndOfferAsync(lost.Definition, onCpu, ++request).ConfigureAwait(false))
                break;
            if (request == Volatile.Read(ref _requests))
                return; // not superseded: the processor cannot have it either, and the reason is told
        }

        for (TimeSpan delay = GpuRetry.First; ; delay = GpuRetry.After(delay))
        {
            await Task.Delay(delay, _disposing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_disposing.IsCancellationRequested || !await StandsInAsync(request).ConfigureAwait(false))
                return;
            request = Volatile.Read(ref _requests);
            if (IsNext(request) && await LoadAndOfferAsync(lost.Definition, onGpu, ++request).ConfigureAwait(false))
                return;
        }
    }

    // Whether the CPU's model still serves: nothing was asked for since, or nothing that could be loaded.
    private async Task<bool> StandsInAsync(int request)
    {
        if (request == Volatile.Read(ref _requests))
            return true;
        await _oneLoadAtATime.WaitAsync().ConfigureAwait(false);
        _oneLoadAtATime.Release();
        return Volatile.Read(ref _published) is null && _running?.GpuLoss is not null;
    }

    // Makes a request unless another one has come after the one named.
    private bool IsNext(int after) => Interlocked.CompareExchange(ref _requests, after + 1, after) == after;
}
