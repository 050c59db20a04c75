using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>
/// Runs a model's network on what is bound: a run can be ended at any time, and one that takes too long is. Native code that does not hear
/// of it is left to itself, with all that it uses.
/// </summary>
/// <remarks>
/// A network that always computes the same, and for no long time, runs on the thread that asks; any other on one that can be left, which
/// costs two switches of threads for each frame. One thread at a time; allocates nothing. Borrows session and binding.
/// </remarks>
internal sealed class NetworkRun : IDisposable
{
    private const int TimesWarm = 10;
    private static readonly TimeSpan LeastLimit = TimeSpan.FromSeconds(5);

    // Two switches are less than a hundredth of it; and numbers that processors are slow with (subnormal ones) do not make it last long.
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(25);

    private readonly string _model;
    private readonly ModelSession _session;
    private readonly OrtIoBinding _binding;
    private readonly bool _isSteady;
    private readonly RunOptions _options = new();
    private RunThread? _thread; // null: on the caller's
    private WorkLimit? _limit;
    private Exception? _thrown; // by the last run
    private bool _isTooLong; // the last run was
    private string? _why; // it was
    private string? _left; // why the last one was left
    private volatile bool _isStopped;

    /// <param name="model">Id, for messages.</param>
    /// <param name="session">Borrowed.</param>
    /// <param name="binding">Borrowed.</param>
    /// <param name="isSteady">Whether it computes the same whatever it sees.</param>
    public NetworkRun(string model, ModelSession session, OrtIoBinding binding, bool isSteady) =>
        (_model, _session, _binding, _isSteady) = (model, session, binding, isSteady);

    /// <summary>Whether a run that was left goes on: the model's tensors are in use.</summary>
    public bool IsLeft => _thread is { IsLeft: true };

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
        TimeSpan took = Stopwatch.GetElapsedTime(start), usual = LeastLimit + TimesWarm * took;
        bool isUsual = limit == Timeout.InfiniteTimeSpan || limit < usual;
        if (!_isSteady || took > Quick)
            _thread = new RunThread(Work);
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
    /// <exception cref="VisionException">
    /// ONNX Runtime failed; or <see cref="WorkLimit.Over"/>: it took too long, or an earlier one did and goes on.
    /// </exception>
    public void Once(CancellationToken cancellation, CancellationToken ending = default)
    {
        RequireBack();
        if (_isStopped)
        {
            (_options.Terminate, _isStopped) = (false, false);
            _thread?.WaitAgain();
        }
        bool isBack = true;
        // Once these registrations are gone, nobody stops this run any more, nor by mistake the next.
        using (cancellation.UnsafeRegister(static self => ((NetworkRun)self!).Stop(), this))
        using (ending.UnsafeRegister(static self => ((NetworkRun)self!).Stop(), this))
        {
            if (_thread is { } thread)
                isBack = thread.Run();
            else
                Work();
        }
        if (!isBack)
        {
            _left = $"Model '{_model}' gave no answer: {_why ?? "its run was ended"}, and does not stop.";
            cancellation.ThrowIfCancellationRequested();
            ending.ThrowIfCancellationRequested();
            throw WorkLimit.Over(_left);
        }
        if (_thrown is not { } thrown)
            return; // an answer is one, whoever wanted to stop it meanwhile
        cancellation.ThrowIfCancellationRequested();
        ending.ThrowIfCancellationRequested();
        if (_isTooLong)
            throw WorkLimit.Over($"Model '{_model}' gave no answer: {_why}.");
        if (thrown is OnnxRuntimeException e)
            throw Explained(e);
        ExceptionDispatchInfo.Throw(thrown);
    }

    /// <summary>Nothing of the model may be touched while a run that was left goes on.</summary>
    /// <exception cref="VisionException">One does.</exception>
    public void RequireBack()
    {
        if (IsLeft)
            throw WorkLimit.Over(_left!);
    }

    /// <summary>As <see cref="RunThread.FreesWhenBack"/>.</summary>
    public bool FreesWhenBack(Action free) => _thread?.FreesWhenBack(free) ?? false;

    /// <summary>What ONNX Runtime threw, in words; throws the loss of the GPU if that was the cause.</summary>
    public VisionException Explained(OnnxRuntimeException e)
    {
        _session.Examine(e);
        return new VisionException($"Model '{_model}' failed while running: {OrtMessage.OneLine(e)}", e);
    }

    public void Dispose()
    {
        _limit?.Dispose();
        _thread?.Dispose();
        _options.Dispose();
    }

    private void Work()
    {
        (_thrown, _isTooLong, _why) = (null, false, null);
        WorkInProgress.Begin();
        _limit?.Begin();
        try
        {
            _session.Inference.RunWithBinding(_options, _binding);
        }
        catch (Exception e)
        {
            _thrown = e;
        }
        finally
        {
            _isTooLong = _limit?.End() ?? false;
            WorkInProgress.End();
        }
    }

    private void Stop()
    {
        _isStopped = true;
        _options.Terminate = true;
        _thread?.WaitNoLonger();
    }
}
