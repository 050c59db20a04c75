namespace RealtimeCnn;

/// <summary>The trial by which <see cref="PreprocessMode.Auto"/> decides: both processors make the tensors of a few frames.</summary>
/// <param name="clock">Times them.</param>
/// <remarks>One thread at a time. Nothing is allocated but by <see cref="Judge"/>.</remarks>
internal sealed class PreprocessTrial(TimeProvider clock)
{
    /// <summary>Frames of one size that both processors make.</summary>
    public const int Frames = 6;

    /// <summary>
    /// Frames of one size in a row that come before a trial: a picture or two is done before a GPU is open, and by then the runtime has
    /// compiled the CPU's code in full, which makes it ten times as fast.
    /// </summary>
    public const int FramesBefore = 30;

    private readonly double[] _cpuTimes = new double[Frames];
    private readonly double[] _gpuTimes = new double[Frames];
    private FrameShape _shape;
    private int _seen; // frames of that shape in a row
    private int _tried;

    /// <summary>Whether enough frames of one size have come to think of the GPU.</summary>
    public bool IsDue => _seen == FramesBefore;

    /// <summary>Whether all frames have been counted.</summary>
    public bool IsOver => _tried == Frames;

    /// <summary>Whether the CPU is to make the next frame's tensor before the GPU does.</summary>
    public bool CpuGoesFirst => _tried % 2 == 0;

    /// <summary>The last verdict; false before the first.</summary>
    public bool IsGpuFaster { get; private set; }

    /// <summary>A frame has come, whoever makes its tensor.</summary>
    public void See(Frame frame)
    {
        FrameShape shape = frame.Shape;
        _seen = shape == _shape ? Math.Min(_seen + 1, FramesBefore) : 1;
        _shape = shape;
    }

    /// <summary>Begins anew, with the last verdict until there is another.</summary>
    public void Restart() => _tried = 0;

    /// <summary>The CPU has made a tensor.</summary>
    /// <param name="start">When it began, by the clock's time stamps.</param>
    public void CpuTook(long start) => _cpuTimes[_tried] = clock.GetElapsedTime(start).TotalMilliseconds;

    /// <summary>The GPU has made a tensor.</summary>
    /// <param name="start">When it began, by the clock's time stamps.</param>
    public void GpuTook(long start) => _gpuTimes[_tried] = clock.GetElapsedTime(start).TotalMilliseconds;

    /// <summary>Both have made a frame's tensor.</summary>
    public void Count() => _tried++;

    /// <summary>Compares the medians, once <see cref="IsOver"/>.</summary>
    /// <param name="cpuName">Name of the processor on the CPU.</param>
    /// <param name="gpuName">Name of the one on the GPU.</param>
    /// <param name="frames">Size and format of the frames.</param>
    /// <returns>The faster one's name, and the times of both.</returns>
    public Choice<string> Judge(string cpuName, string gpuName, string frames)
    {
        double cpu = Median(_cpuTimes), gpu = Median(_gpuTimes);
        IsGpuFaster = gpu < cpu;
        (string faster, string slower) = IsGpuFaster ? (gpuName, cpuName) : (cpuName, gpuName);
        return new Choice<string>(faster, [(slower, $"{Text(Math.Max(cpu, gpu))} for {frames}")]) { Detail = Text(Math.Min(cpu, gpu)) };
    }

    private static string Text(double ms) => FormattableString.Invariant($"{ms:0.00} ms");

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
