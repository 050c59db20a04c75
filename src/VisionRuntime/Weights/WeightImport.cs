namespace RealtimeCnn;

/// <summary>What an import made: files in one folder, the graph pointing into the weights beside it.</summary>
/// <param name="OnnxFile">The graph that runs; names of the files below are relative to its folder.</param>
/// <param name="WeightsFile">The file that holds the values; the graph itself for an imported <c>.onnx</c> without external data.</param>
/// <param name="WasCopied">True if the values had to be converted or copied, false if the user's file serves as it is (a hard link).</param>
/// <param name="Notes">What the user should know, one sentence each: row 0 dropped, names translated, tensors ignored.</param>
internal sealed record ImportedModel(string OnnxFile, string WeightsFile, bool WasCopied, IReadOnlyList<string> Notes);

/// <summary>Brings a weights file into a folder of the cache, where it can run.</summary>
internal static class WeightImport
{
    /// <summary>
    /// Checks a <c>.safetensors</c>, <c>.pth</c> or <c>.onnx</c> file against an architecture and makes it runnable: links (or, where it
    /// must, copies or converts) the weights into the folder and writes the graph <c>&lt;id&gt;.onnx</c> beside them. Either all files
    /// are there afterwards or none.
    /// </summary>
    /// <param name="architecture">The network the file is said to hold.</param>
    /// <param name="variant">Form of the network, see <see cref="Architecture.Variants"/>.</param>
    /// <param name="file">The user's file; never changed.</param>
    /// <param name="folder">An existing folder of the cache.</param>
    /// <exception cref="VisionException">
    /// The file is broken, hostile, or does not fit: missing, extra and mis-shaped tensors are listed by name, the nearest
    /// architecture is suggested.
    /// </exception>
    public static ImportedModel Import(Architecture architecture, string variant, string file, string folder) =>
        throw new VisionException($"Weights file '{file}' cannot be imported yet.");
}
