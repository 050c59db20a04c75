namespace RealtimeCnn.LeNetTrainer;

/// <summary>Floats that never move and start on a cache line, so that no vector load straddles two lines.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly float[] _storage;

    public AlignedBuffer(int length)
    {
        _storage = GC.AllocateArray<float>(length + (Alignment / sizeof(float)), pinned: true);
        fixed (float* start = _storage)
            Data = (float*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
        Length = length;
    }

    public float* Data { get; }

    public int Length { get; }

    public Span<float> Span => new(Data, Length);
}
