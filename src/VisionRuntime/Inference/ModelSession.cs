using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>A network's session on one backend, and what that backend does for it. Owned by one model.</summary>
/// <remarks>Made on any thread; afterwards one thread at a time.</remarks>
/// <param name="inference">ONNX Runtime's session. Taken over.</param>
public class ModelSession(InferenceSession inference) : IDisposable
{
    /// <summary>ONNX Runtime's session.</summary>
    public InferenceSession Inference => inference;

    /// <summary>The GPU that runs it, as short as users name it (<see cref="GpuInfo.ShortName"/>); null for the processor.</summary>
    public virtual string? Device => null;

    /// <summary>
    /// Bytes of the GPU's memory that this program uses, for whatever, and how many the system lets it use; null where nobody tells. Models
    /// are kept warm as long as three quarters of it are not used. Any thread, also while a frame runs.
    /// </summary>
    public virtual (long Used, long Granted)? DeviceMemory => null;

    /// <summary>
    /// Whether ONNX Runtime copies an input in the processor's memory to the GPU when it is bound, not when it is run: then it has to be
    /// bound again for each frame.
    /// </summary>
    public virtual bool CopiesWhenBound => false;

    /// <summary>
    /// Name of the API, as of <see cref="IGpuApi.Name"/>, through which frames can be preprocessed where the network reads them; or null.
    /// </summary>
    public virtual string? InputApi => null;

    /// <summary>
    /// Makes what fills the input on the GPU, where the network reads it. Disposed by who asked, after <see cref="Inference"/> and before
    /// this.
    /// </summary>
    /// <param name="spec">What the input is.</param>
    /// <exception cref="NotSupportedException"><see cref="InputApi"/> is null.</exception>
    /// <exception cref="VisionException">The GPU fails.</exception>
    public virtual IGpuPreprocessor OpenInput(PreprocessSpec spec) => throw new NotSupportedException();

    /// <summary>Looks into what a frame threw: errors of ONNX Runtime say only in their text that a GPU is gone.</summary>
    /// <exception cref="DeviceLostException">That was the cause.</exception>
    public virtual void Examine(Exception e)
    {
    }

    /// <summary>Waits for the GPU's work. No run may be in progress.</summary>
    public virtual void Drain()
    {
    }

    /// <summary>Frees what is left after <see cref="Drain"/> and the end of <see cref="Inference"/>.</summary>
    public virtual void Dispose()
    {
        inference.Dispose();
        GC.SuppressFinalize(this);
    }
}
