using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>
/// What runs networks: an execution provider of ONNX Runtime with all that belongs to it. Programs list theirs in
/// <see cref="InferenceOptions.Backends"/>; docs/adding-a-backend.md shows how to write one.
/// </summary>
/// <remarks>Any thread.</remarks>
public interface IInferenceBackend
{
    /// <summary>Short name for options, results and the overlay: "cpu", "directml".</summary>
    string Name { get; }

    /// <summary>
    /// Loads native libraries that must come before the first use of ONNX Runtime. Called before every load; does its work once.
    /// </summary>
    /// <exception cref="VisionException">One is not there, or another copy was loaded before.</exception>
    void Prepare()
    {
    }

    /// <summary>Looks whether it can be used; opens the GPU to see whether it works.</summary>
    /// <param name="gpu">As <see cref="InferenceOptions.Gpu"/>.</param>
    /// <param name="description">What it is made of, in words for a user.</param>
    /// <returns>Why it cannot be used; null if it can.</returns>
    string? Problem(string? gpu, out string description);

    /// <summary>Opens a network's session; what goes wrong may be thrown as ONNX Runtime throws it.</summary>
    /// <param name="options">Threads and GPU.</param>
    /// <param name="open">Opens the network with options of a session; may be called more than once.</param>
    /// <param name="inputOf">Tells what the input of an open session is.</param>
    /// <exception cref="VisionException">The network cannot be run here; the message says why.</exception>
    ModelSession Open(
        InferenceOptions options, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputOf);

    /// <summary>Loads and warms a model, within limits that the backend may set: a driver can hang.</summary>
    /// <param name="gpu">As <see cref="InferenceOptions.Gpu"/>.</param>
    /// <param name="model">Id of the model, for messages.</param>
    /// <param name="load">Does it.</param>
    /// <exception cref="VisionException">It took too long; the thread is left behind.</exception>
    LoadedModel Load(string? gpu, string model, Func<LoadedModel> load) => load();
}
