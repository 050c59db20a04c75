namespace RealtimeCnn.ModelZoo;

/// <summary>The files outside an ONNX file that its tensors point into, each checked to lie in its folder and to be long enough.</summary>
/// <param name="folder">Full path of the ONNX file's folder; null for a model in memory, whose tensors must not point anywhere.</param>
/// <param name="maxFiles">How many are accepted.</param>
internal sealed class OnnxExternalFiles(string? folder, int maxFiles)
{
    private const int MaxLength = 512;
    private const long MaxReach = 16L << 30; // how deep in a file values may lie: what some systems cannot skip, they fill

    // Characters that some system does not allow in names, or that mean something there. ONNX Runtime itself marks a memory
    // address with "*/_ORT_MEM_ADDR_/*": such a name must never come from a file.
    private const string Forbidden = "\\:*?\"<>|";

    private readonly Dictionary<string, (long Length, List<FilePart> Parts)> _files = [];

    /// <summary>
    /// Which parts of each its tensors need, as they were named, a tensor each; by names relative to the folder, in order of first mention.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FilePart>> Parts =>
        _files.ToDictionary(file => file.Key, IReadOnlyList<FilePart> (file) => file.Value.Parts);

    /// <summary>Checks where a tensor's values lie, if outside.</summary>
    /// <exception cref="InvalidDataException">That place is not allowed or does not exist.</exception>
    public void Add(OnnxTensorFacts tensor)
    {
        if (tensor.Location is not { } location)
            return;
        if (folder is null)
        {
            throw new InvalidDataException(
                $"tensor '{tensor.Name}' lies in a file, '{Printable.Name(location)}', and a model in memory has none beside it; "
                + "save it as one file, without external data");
        }
        location = WithoutDots(location);
        if (!_files.TryGetValue(location, out (long Length, List<FilePart> Parts) file))
        {
            if (_files.Count == maxFiles)
                throw new InvalidDataException($"its weights are spread over more than {maxFiles:N0} files");
            file = (LengthOf(folder, location, tensor.Name), []);
            _files.Add(location, file);
        }
        long needed = tensor.ByteCount ?? throw new InvalidDataException(
            $"tensor '{tensor.Name}' lies in '{Printable.Name(location)}', but its type has no fixed size");
        if (tensor.Offset > file.Length || needed > file.Length - tensor.Offset)
        {
            throw new InvalidDataException(
                $"tensor '{tensor.Name}' needs {needed:N0} bytes from {tensor.Offset:N0} on of '{Printable.Name(location)}', "
                + $"which has {file.Length:N0}");
        }
        if (tensor.Offset > MaxReach)
        {
            throw new InvalidDataException(
                $"tensor '{tensor.Name}' lies at byte {tensor.Offset:N0} of '{Printable.Name(location)}'; {MaxReach:N0} is the last place");
        }
        if (needed > 0)
            file.Parts.Add(new FilePart(tensor.Offset, needed));
    }

    // "./weights" is what some exporters write for "weights", and "a//weights" for "a/weights". ".." stays, and is refused even where it
    // would lead back inside: no exporter writes it.
    private static string WithoutDots(string location)
    {
        if (location.Length > MaxLength)
            return location;
        string[] parts = location.Split('/');
        return string.Join('/', parts.Where((part, i) => part != "." && (part.Length > 0 || i == 0 || i == parts.Length - 1)));
    }

    private static long LengthOf(string folder, string location, string tensor)
    {
        string[] parts = location.Split('/');
        bool isInside = location.Length <= MaxLength && !location.Any(c => char.IsControl(c) || Forbidden.Contains(c))
            && parts.All(part => part.Length > 0 && part.Trim() == part && !part.EndsWith('.'));
        if (!isInside)
        {
            throw new InvalidDataException(
                $"tensor '{tensor}' lies in '{Printable.Name(location)}', which is no plain name of a file in its folder");
        }
        string path = folder;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new InvalidDataException(
                    $"tensor '{tensor}' lies in '{Printable.Name(location)}', which is a symbolic link; put the file itself there");
            }
        }
        FileInfo file = new(path);
        if (!file.Exists)
            throw new InvalidDataException($"tensor '{tensor}' lies in '{Printable.Name(location)}', which is not there");
        FileFacts? facts = FileFacts.At(path);
        // Of what has no facts, pipes and devices have no length. On Windows there are none in folders.
        if (!OperatingSystem.IsWindows() && !(facts?.IsRegular ?? file.Length > 0))
        {
            throw new InvalidDataException(
                $"tensor '{tensor}' lies in '{Printable.Name(location)}', which is a pipe or device; put a file there");
        }
        if (facts is { Links: > 1 })
        {
            throw new InvalidDataException(
                $"tensor '{tensor}' lies in '{Printable.Name(location)}', which has another name too (a hard link); put a copy there");
        }
        return file.Length;
    }
}
