using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Enumeration;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// What the option <c>--source</c> asks for. Immutable, safe from any thread. Only <see cref="DisplayName"/> is ever shown: the address
/// of a stream may carry credentials and stays inside.
/// </summary>
internal sealed class SourceDescription
{
    /// <summary>The forms that <see cref="TryParse"/> understands, for a help text.</summary>
    public const string Forms =
        "camera:<number>, a video file, rtsp:// rtmp:// http:// https:// udp:// address (rtspt:// RTSP over TCP only, rtspu:// over UDP), "
        + "an image, a folder or pattern of images (photos/*.jpg), synthetic:<pattern>, sample";

    private static readonly string[] ImageExtensions =
        [".jpg", ".jpeg", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm", ".pnm", ".pam"];
    private static readonly string[] FolderExtensions = [.. ImageExtensions, ".gif"]; // by itself a GIF plays, as a video
    private static readonly string[] StreamSchemes = ["rtsp", "rtspt", "rtspu", "rtsps", "rtmp", "http", "https", "udp"];

    private SourceDescription(SourceKind kind, string displayName)
    {
        Kind = kind;
        DisplayName = displayName;
    }

    /// <summary>The kind of source.</summary>
    public SourceKind Kind { get; }

    /// <summary>What to show and log: the user's words without credentials.</summary>
    public string DisplayName { get; }

    /// <summary>The camera's number when <see cref="Kind"/> is a camera.</summary>
    public int CameraIndex { get; private init; }

    /// <summary>The pattern when <see cref="Kind"/> is synthetic.</summary>
    public SyntheticPattern Pattern { get; private init; }

    /// <summary>Scheme of an address, in small letters: "rtsp", "https"; empty where there is none.</summary>
    public string Scheme { get; private init; } = "";

    /// <summary>How RTSP is to bring its pictures.</summary>
    public RtspTransport Transport { get; private init; }

    /// <summary>Path or address as given, but for the transport; credentials included; empty where there is none.</summary>
    public string Location { get; private init; } = "";

    /// <summary>Image files in the order of showing.</summary>
    public IReadOnlyList<string> ImagePaths { get; private init; } = [];

    /// <summary>Whether it ends by itself.</summary>
    public bool IsFinite => Kind is SourceKind.VideoFile or SourceKind.Images;

    /// <summary>Whether its frames state what they show.</summary>
    public bool StatesTruth => Kind is SourceKind.Sample or SourceKind.Images;

    /// <summary>True for sources that a cable or a network can take away.</summary>
    public bool IsLive => Kind is SourceKind.Camera or SourceKind.Stream;

    /// <summary>The display name; never the address itself.</summary>
    public override string ToString() => DisplayName;

    /// <summary>Reads a source option. Looks at the file system, opens nothing.</summary>
    /// <param name="text">The user's words; see <see cref="Forms"/>.</param>
    /// <param name="description">The description, or null.</param>
    /// <param name="error">One sentence for the user, or null. Free of credentials.</param>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out SourceDescription? description, [NotNullWhen(false)] out string? error)
    {
        description = null;
        error = null;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            error = $"No source is named. Valid are: {Forms}.";
        else if (text.Equals("sample", StringComparison.OrdinalIgnoreCase))
            description = new(SourceKind.Sample, "sample");
        else if (SplitScheme(text) is not (string scheme, string rest))
            description = ParsePath(text, out error);
        else if (scheme == "camera")
            description = ParseCamera(rest, out error);
        else if (scheme == "synthetic")
            description = ParseSynthetic(rest, out error);
        else if (rest.StartsWith("//", StringComparison.Ordinal) && StreamSchemes.Contains(scheme))
            description = ParseStream(text, scheme, rest, out error);
        else if (File.Exists(text) || Directory.Exists(text))
            description = ParsePath(text, out error);
        else
            error = $"The source scheme '{scheme}:' is unknown. Valid are: {Forms}.";
        return description is not null;
    }

    /// <summary>Reads a source option.</summary>
    /// <exception cref="VisionException">The text is not a valid source; the message says why, free of credentials.</exception>
    public static SourceDescription Parse(string? text) =>
        TryParse(text, out SourceDescription? description, out string? error) ? description : throw new VisionException(error);

    // "C:\file" is a path, not a scheme: schemes have two letters or more.
    private static (string Scheme, string Tail)? SplitScheme(string text)
    {
        int colon = text.IndexOf(':');
        if (colon < 2 || text.AsSpan(0, colon).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"))
            return null;
        return (text[..colon].ToLowerInvariant(), text[(colon + 1)..]);
    }

    private static SourceDescription? ParseCamera(string number, out string? error)
    {
        error = null;
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index is >= 0 and <= 255)
            return new(SourceKind.Camera, $"camera:{index}") { CameraIndex = index };
        error = $"'{number}' is not a camera number; use camera:0 to camera:255.";
        return null;
    }

    private static SourceDescription? ParseSynthetic(string name, out string? error)
    {
        error = null;
        // Not Enum.TryParse, which takes numbers and lists too.
        foreach (SyntheticPattern pattern in Enum.GetValues<SyntheticPattern>())
        {
            if (name.Equals(pattern.ToString(), StringComparison.OrdinalIgnoreCase))
                return new(SourceKind.Synthetic, $"synthetic:{name.ToLowerInvariant()}") { Pattern = pattern };
        }
        error = $"The pattern '{name}' is unknown. Valid are: {string.Join(", ", Enum.GetNames<SyntheticPattern>()).ToLowerInvariant()}.";
        return null;
    }

    private static SourceDescription? ParseStream(string text, string scheme, string rest, out string? error)
    {
        error = null;
        string display = RedactAddress(text);
        string host = rest[2..];
        host = host[(host.LastIndexOf('@') + 1)..];
        // Also in the form %0A: decoders and servers write what stands there into lines of their own.
        if (text.Any(IsControl) || Uri.UnescapeDataString(text).Any(IsControl))
            error = "The address holds a control character, such as the end of a line.";
        else if (host.Length == 0 || host[0] is '/' or '?' or '#')
            error = $"The address '{display}' names no host.";
        if (error is not null)
            return null;
        RtspTransport transport = scheme switch { "rtspt" => RtspTransport.Tcp, "rtspu" => RtspTransport.Udp, _ => RtspTransport.Any };
        scheme = transport == RtspTransport.Any ? scheme : "rtsp";
        return new(SourceKind.Stream, display) { Location = $"{scheme}:{rest}", Scheme = scheme, Transport = transport };
    }

    /// <summary>
    /// Removes user, password, query and fragment from an address. Where it is ambiguous what is a password (an '@' after a '?' or '#'),
    /// everything behind the scheme is removed: hiding too much is harmless.
    /// </summary>
    public static string RedactAddress(string address)
    {
        int start = address.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
            return "***";
        start += 3;
        string scheme = address[..start].ToLowerInvariant();
        string rest = address[start..];
        int at = rest.LastIndexOf('@');
        int query = rest.AsSpan().IndexOfAny('?', '#');
        if (at > query && query >= 0)
            return scheme + "***";
        return query < 0 ? scheme + rest[(at + 1)..] : scheme + rest[(at + 1)..query] + "?***";
    }

    private static SourceDescription? ParsePath(string path, out string? error)
    {
        error = FileType.ProblemOf(path) is { } problem ? $"'{path}' {problem}." : null;
        if (error is not null)
            return null;
        if (File.Exists(path))
        {
            if (IsImage(path, ImageExtensions))
                return new(SourceKind.Images, path) { Location = path, ImagePaths = [Path.GetFullPath(path)] };
            // A full path cannot be mistaken for an option or a protocol by the decoder.
            return new(SourceKind.VideoFile, path) { Location = Path.GetFullPath(path) };
        }
        IReadOnlyList<string> images = FindImages(path, out _, out error);
        return error is null ? new(SourceKind.Images, path) { Location = path, ImagePaths = [.. images.Select(Path.GetFullPath)] } : null;
    }

    /// <summary>The image files in a folder, or that a pattern matches, in natural order. Folders within are not entered.</summary>
    /// <param name="path">The folder or pattern.</param>
    /// <param name="others">How many other files and folders lie there, or match.</param>
    /// <param name="error">Why there are none, or null.</param>
    public static IReadOnlyList<string> FindImages(string path, out int others, out string? error)
    {
        others = 0;
        error = null;
        string directory = path;
        string pattern = "*";
        if (!Directory.Exists(path))
        {
            directory = Path.GetDirectoryName(path) ?? "";
            pattern = Path.GetFileName(path);
            if (pattern.AsSpan().IndexOfAny('*', '?') < 0)
                // A mistyped address ("rtsp//user:password@host") lands here too.
                error = path.Contains('@') && path.Contains(':') ? "The file does not exist." : $"The file '{path}' does not exist.";
            else if (directory.Length > 0 && !Directory.Exists(directory))
                error = $"The folder '{directory}' does not exist.";
            if (error is not null)
                return [];
        }
        var images = new List<string>();
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(Path.GetFullPath(directory.Length > 0 ? directory : ".")))
            {
                string name = Path.GetFileName(entry);
                if (!FileSystemName.MatchesSimpleExpression(pattern, name))
                    continue;
                if (IsImage(name, FolderExtensions) && !Directory.Exists(entry))
                    images.Add(Path.Combine(directory, name));
                else
                    others++;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = $"The folder '{directory}' cannot be read: {exception.Message}";
            return [];
        }
        if (images.Count == 0)
            error = $"'{path}' holds no images ({string.Join(' ', FolderExtensions)}).";
        images.Sort(NaturalOrder.Instance);
        return images;
    }

    /// <summary>The same.</summary>
    /// <exception cref="VisionException">There are none; the message says why.</exception>
    public static IReadOnlyList<string> FindImages(string path, out int others)
    {
        IReadOnlyList<string> images = FindImages(path, out others, out string? error);
        return error is null ? images : throw new VisionException(error);
    }

    // Those of Unicode too: ends of lines, and marks that nobody sees or that turn what follows around.
    private static bool IsControl(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsImage(string path, string[] extensions) =>
        extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
