using System.Runtime.InteropServices;

namespace RealtimeCnn.ModelZoo;

/// <summary>The user's ONNX files on their way to ONNX Runtime.</summary>
internal static class GraphFile
{
    private const string CopyFolder = "weights";

    /// <summary>Checks a file and opens it.</summary>
    /// <remarks>
    /// ONNX Runtime maps the files that weights lie in. Whoever cuts a mapped file short, by saving another model over it for example,
    /// ends every process that reads it (SIGBUS). So what the graph uses of these is copied to a temporary folder, and what was
    /// copied is what is checked and run. The graph itself is read, not mapped.
    /// </remarks>
    /// <param name="path">Full path of the file.</param>
    /// <param name="isStored">Whether it lies in the store, where files are replaced and never changed.</param>
    /// <param name="fromFile">Opens a file.</param>
    /// <param name="fromGraph">Opens bytes whose weights lie in a folder.</param>
    /// <param name="cancellation">Ends the copying.</param>
    /// <exception cref="VisionException">It is not to be trusted, or cannot be copied.</exception>
    public static T Open<T>(
        string path, bool isStored, Func<string, T> fromFile, Func<byte[], string?, T> fromGraph, CancellationToken cancellation)
    {
        OnnxSummary summary = OnnxGuard.Check(path);
        if (isStored || summary.ExternalFiles.Count == 0)
            return fromFile(path);
        using ScratchFolder scratch = NewFolder();
        string folder = Path.Combine(scratch.Path, CopyFolder);
        foreach ((string name, IReadOnlyList<FilePart> parts) in summary.External)
        {
            cancellation.ThrowIfCancellationRequested();
            Copy(Path.Combine(Path.GetDirectoryName(path)!, name), Path.Combine(folder, name), parts, path, cancellation);
        }
        byte[] graph = ReadAll(path);
        OnnxGuard.Check(graph, path, folder);
        return fromGraph(graph, folder);
    }

    /// <summary>Bytes as ONNX Runtime takes them: whole arrays only.</summary>
    public static byte[] AsArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> part) && part.Offset == 0 && part.Count == part.Array!.Length
            ? part.Array
            : bytes.ToArray();

    /// <summary>Reads a graph that was checked before.</summary>
    /// <exception cref="VisionException">It cannot be read.</exception>
    public static byte[] ReadAll(string path)
    {
        using UntrustedFile file = UntrustedFile.Open(path);
        try
        {
            return file.Read(0, checked((int)file.Length));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OverflowException)
        {
            throw new VisionException($"ONNX file '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static ScratchFolder NewFolder()
    {
        try
        {
            return new ScratchFolder();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotCopy("its weights", e);
        }
    }

    private static void Copy(
        string source, string target, IReadOnlyList<FilePart> parts, string graph, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            FilePart.Copy(source, target, parts, cancellation);
        }
        catch (InvalidDataException e)
        {
            throw new VisionException($"The weights of '{graph}', '{source}', cannot be read: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotCopy($"the weights of '{graph}'", e);
        }
    }

    private static VisionException CannotCopy(string what, Exception e) =>
        new($"{what} cannot be copied to '{Path.GetTempPath()}': {e.Message} "
            + "Make room there, or let TMPDIR (on Windows TMP) name another folder.", e);
}
