namespace RealtimeCnn;

/// <summary>The trial by which <see cref="PreprocessMode.Auto"/> decides: both processors make the tensors of a few frames.</summary>
internal sealed partial class SwitchingPreprocessor
{
    /// <summary>Frames of one size that both processors make before <see cref="PreprocessMode.Auto"/> decides.</summary>
    internal const int TrialFrames = 6;

    /// <summary>
    /// Frames of one size after which <see cref="PreprocessMode.Auto"/> thinks of the GPU: a picture or two is done before a GPU is open,
    /// and by then the runtime has compiled the CPU's code in full, which makes it ten times as fast.
    /// </summary>
    internal const int FramesBeforeTrial = 30;

    private readonly double[] _cpuTimes = new double[TrialFrames];
    private readonly double[] _gpuTimes = new double[TrialFrames];
    private int _tried;
    private bool _gpuIsFaster;

    // Takes turns in going first: the second finds the frame in the cache.
    private InputTensor RunBoth(Frame frame)
    {
        bool cpuFirst = _tried % 2 == 0;
        if (cpuFirst)
            TimeCpu(frame);
        if (!TryTimeGpu(frame))
            return RunCpu(frame);
        if (!cpuFirst)
            TimeCpu(frame);
        _last = null;
        if (++_tried == TrialFrames)
            Judge();
        return _cpuTensor;
    }

    private void TimeCpu(Frame frame)
    {
        long start = _clock.GetTimestamp();
        RunCpu(frame);
        _cpuTimes[_tried] = _clock.GetElapsedTime(start).TotalMilliseconds;
    }

    private bool TryTimeGpu(Frame frame)
    {
        long start = _clock.GetTimestamp();
        bool worked = RunGpu(frame) is not null;
        _gpuTimes[_tried] = _clock.GetElapsedTime(start).TotalMilliseconds;
        return worked;
    }

    private void Judge()
    {
        double cpu = Median(_cpuTimes), gpu = Median(_gpuTimes);
        _gpuIsFaster = gpu < cpu;
        (string faster, string slower) = _gpuIsFaster ? (_gpu!.Name, _cpu.Name) : (_cpu.Name, _gpu!.Name);
        string times = FormattableString.Invariant($"{Math.Min(cpu, gpu):0.00} ms against {Math.Max(cpu, gpu):0.00} ms on {slower}");
        Decide(new Choice<string>(faster, []) { Detail = $"{times} ({_shape.Width} x {_shape.Height} {_shape.Format})" });

        static double Median(double[] times)
        {
            Array.Sort(times);
            return times[times.Length / 2];
        }
    }
}
