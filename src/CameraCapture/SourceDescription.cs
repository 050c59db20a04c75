using System.Globalization;

namespace RealtimeCnn.CameraCapture;

/// <summary>Kinds of frame sources.</summary>
public enum SourceKind
{
    /// <summary>A camera, by number.</summary>
    Camera,

    /// <summary>A video file.</summary>
    Video,

    /// <summary>A network stream.</summary>
    Stream,

    /// <summary>One or more image files.</summary>
    Images,

    /// <summary>A moving test pattern.</summary>
    Synthetic,

    /// <summary>The bundled sample.</summary>
    Sample,
}

/// <summary>What <c>--source</c> asks for, parsed. Immutable: any thread.</summary>
public sealed class SourceDescription
{
    private static readonly string[] Schemes = ["rtsp", "rtsps", "http", "https", "rtmp", "udp", "tcp"];
    private static readonly string[] ImageEndings = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm"];

    private SourceDescription(SourceKind kind, string displayName)
    {
        Kind = kind;
        DisplayName = displayName;
    }

    /// <summary>What kind of source it is.</summary>
    public SourceKind Kind { get; }

    /// <summary>The source for overlay, logs and messages: never holds user names, passwords or query strings.</summary>
    public string DisplayName { get; }

    /// <summary>Whether it ends by itself.</summary>
    public bool IsFinite => Kind is SourceKind.Video or SourceKind.Images;

    /// <summary>Whether it is a device or a network that can vanish and come back.</summary>
    public bool CanReconnect => Kind is SourceKind.Camera or SourceKind.Stream;

    /// <summary>Whether its frames state what they show.</summary>
    public bool StatesTruth => Kind is SourceKind.Sample or SourceKind.Images;

    // May hold a password; stays inside this assembly.
    internal string Location { get; private init; } = "";

    internal int CameraIndex { get; private init; }

    internal IReadOnlyList<string> ImageFiles { get; private init; } = [];

    /// <summary>Reads a source as users write it: <c>camera:0</c>, a video file or stream URL, an image, folder or glob, <c>synthetic:bars</c>, <c>sample</c>.</summary>
    /// <exception cref="VisionException">It names nothing that exists; the message says what and lists what is possible.</exception>
    public static SourceDescription Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Equals("sample", StringComparison.OrdinalIgnoreCase))
            return new SourceDescription(SourceKind.Sample, "sample");
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd > 0)
            return Stream(text, text[..schemeEnd]);
        if (After(text, "camera:") is { } number)
            return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < 1000
                ? new SourceDescription(SourceKind.Camera, $"camera:{index}") { CameraIndex = index }
                : throw new VisionException($"Source '{text}': a camera is named by its number, for example camera:0.");
        if (After(text, "synthetic:") is { } pattern)
            return SyntheticDevice.Patterns.Contains(pattern)
                ? new SourceDescription(SourceKind.Synthetic, text) { Location = pattern }
                : throw new VisionException($"Source '{text}': there is no pattern '{pattern}'; known: {string.Join(", ", SyntheticDevice.Patterns)}.");
        return Files(text);
    }

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    private static SourceDescription Stream(string url, string scheme)
    {
        string shown = $"{scheme}://...";
        if (!Schemes.Contains(scheme.ToLowerInvariant()))
            throw new VisionException($"Source '{shown}': streams come by {string.Join(", ", Schemes)}.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
            throw new VisionException($"Source '{shown}' is not a valid URL.");
        string port = uri.IsDefaultPort || uri.Port < 0 ? "" : $":{uri.Port}";
        return new SourceDescription(SourceKind.Stream, $"{uri.Scheme}://{uri.Host}{port}{uri.AbsolutePath}") { Location = url };
    }

    private static SourceDescription Files(string path)
    {
        if (path.Contains('*') || path.Contains('?'))
        {
            string folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
            string[] matches = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(path)) : [];
            return Images(path, matches.Where(IsImage), $"no image file matches '{path}'");
        }
        if (Directory.Exists(path))
            return Images(path, Directory.GetFiles(path).Where(IsImage), $"the folder holds no image ({string.Join(" ", ImageEndings)})");
        if (!File.Exists(path))
            throw new VisionException($"Source '{path}' does not exist. A source is camera:N, a video, an image, a folder or glob, a URL, synthetic:PATTERN or sample.");
        return IsImage(path) ? Images(path, [path], "") : new SourceDescription(SourceKind.Video, path) { Location = path };
    }

    private static SourceDescription Images(string name, IEnumerable<string> files, string whenEmpty)
    {
        string[] sorted = [.. files.Order(NaturalOrder.Instance)];
        return sorted.Length > 0
            ? new SourceDescription(SourceKind.Images, name) { ImageFiles = sorted }
            : throw new VisionException($"Source '{name}': {whenEmpty}.");
    }

    private static bool IsImage(string path) => ImageEndings.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static string? After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..].ToLowerInvariant() : null;
}
