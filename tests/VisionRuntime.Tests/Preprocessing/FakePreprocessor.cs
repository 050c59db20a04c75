using System.Runtime.InteropServices;

namespace RealtimeCnn.Tests;

/// <summary>A processor that takes as long as it is told by a clock that only it moves, writes its mark, and fails on command.</summary>
internal sealed unsafe class FakePreprocessor : IGpuPreprocessor, IPreprocessor
{
    private readonly FakeClock _clock;
    private readonly void* _memory;
    private readonly InputTensor _tensor;

    public FakePreprocessor(PreprocessSpec spec, string name, FakeClock clock)
    {
        (Spec, Name, _clock) = (spec, name, clock);
        _memory = NativeMemory.AllocZeroed((nuint)spec.ByteCount);
        _tensor = new InputTensor(spec, _memory);
    }

    public string Name { get; }

    public PreprocessSpec Spec { get; }

    public TimeSpan Cost { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>What every byte of its tensor becomes.</summary>
    public byte Mark { get; init; } = 1;

    public bool Fails { get; set; }

    /// <summary>Whether frames on a GPU are on this one.</summary>
    public bool ReadsGpuFrames { get; set; } = true;

    public int Runs { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What disposing waits for.</summary>
    public ManualResetEventSlim MayGo { get; } = new(true);

    public double? GpuMilliseconds => Name == "cpu" ? null : Cost.TotalMilliseconds;

    public bool CanRead(Frame frame) => !frame.IsOnGpu || ReadsGpuFrames;

    public InputTensor Run(Frame frame)
    {
        Run(frame, new Span<byte>(_memory, Spec.ByteCount));
        return _tensor;
    }

    public void Run(Frame frame, Span<byte> tensor)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Fails)
            throw new DeviceLostException("The GPU Fake Card was lost.");
        Runs++;
        _clock.Advance(Cost);
        tensor.Fill(Mark);
    }

    public void Dispose()
    {
        if (IsDisposed)
            return;
        MayGo.Wait();
        IsDisposed = true;
        _tensor.Dispose();
        NativeMemory.Free(_memory);
    }
}
