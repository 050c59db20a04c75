using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>Runs a model's network on what is bound: a run can be ended at any time, and one that takes too long is.</summary>
/// <remarks>One thread at a time; allocates nothing. Borrows session and binding.</remarks>
internal sealed class NetworkRun(string model, ModelSession session, OrtIoBinding binding) : IDisposable
{
    private const int TimesWarm = 10;
    private static readonly TimeSpan LeastLimit = TimeSpan.FromSeconds(5);

    private readonly RunOptions _options = new();
    private WorkLimit? _limit;
    private string? _why; // the last run was too long
    private volatile bool _isStopped;

    /// <summary>
    /// The first runs, which plan memory and touch the weights; the load's own limit counts. Sets that of every later run.
    /// </summary>
    /// <param name="limit">As <see cref="InferenceOptions.TimeLimit"/>.</param>
    /// <param name="cancellation">Ends them.</param>
    public void WarmUp(TimeSpan limit, CancellationToken cancellation)
    {
        Once(cancellation);
        long start = Stopwatch.GetTimestamp();
        Once(cancellation);
        TimeSpan usual = LeastLimit + TimesWarm * Stopwatch.GetElapsedTime(start);
        bool isUsual = limit == Timeout.InfiniteTimeSpan || limit < usual;
        _limit = new WorkLimit(isUsual ? limit : usual, "a frame", why =>
        {
            _why = why;
            Stop();
        });
    }

    /// <summary>Runs it once.</summary>
    /// <param name="cancellation">Ends the run, also while it is under way.</param>
    /// <param name="ending">The same.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="DeviceLostException">The GPU that runs it is gone: the model can only be disposed.</exception>
    /// <exception cref="VisionException">ONNX Runtime failed; or <see cref="WorkLimit.Over"/>: it took too long.</exception>
    public void Once(CancellationToken cancellation, CancellationToken ending = default)
    {
        if (_isStopped)
            (_options.Terminate, _isStopped) = (false, false);
        bool isTooLong = false;
        OnnxRuntimeException? failure = null;
        // Once these registrations are gone, nobody stops this run any more, nor by mistake the next.
        using (cancellation.UnsafeRegister(static self => ((NetworkRun)self!).Stop(), this))
        using (ending.UnsafeRegister(static self => ((NetworkRun)self!).Stop(), this))
        {
            WorkInProgress.Begin();
            _limit?.Begin();
            try
            {
                session.Inference.RunWithBinding(_options, binding);
            }
            catch (OnnxRuntimeException e)
            {
                failure = e;
            }
            finally
            {
                isTooLong = _limit?.End() ?? false;
                WorkInProgress.End();
            }
        }
        if (failure is null)
            return; // an answer is one, whoever wanted to stop it meanwhile
        cancellation.ThrowIfCancellationRequested();
        ending.ThrowIfCancellationRequested();
        if (isTooLong)
            throw WorkLimit.Over($"Model '{model}' gave no answer: {_why}.");
        throw Explained(failure);
    }

    /// <summary>What ONNX Runtime threw, in words; throws the loss of the GPU if that was the cause.</summary>
    public VisionException Explained(OnnxRuntimeException e)
    {
        session.Examine(e);
        return new VisionException($"Model '{model}' failed while running: {OrtMessage.OneLine(e)}", e);
    }

    public void Dispose()
    {
        _limit?.Dispose();
        _options.Dispose();
    }

    private void Stop()
    {
        _isStopped = true;
        _options.Terminate = true;
    }
}
