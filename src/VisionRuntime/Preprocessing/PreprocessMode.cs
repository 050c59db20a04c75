namespace RealtimeCnn;

/// <summary>Which processor makes the tensor.</summary>
internal enum PreprocessMode
{
    /// <summary>Whichever is faster for frames of this size: measured, not guessed.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>The GPU; the CPU only while the GPU has failed.</summary>
    Gpu,
}
