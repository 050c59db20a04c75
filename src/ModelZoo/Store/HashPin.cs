using System.Security.Cryptography;
using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The SHA-256 that a source's file had when it came first, where its publisher does not state all of it: a line of hash and address in
/// <c>pins/&lt;id&gt;@&lt;family&gt;-&lt;digits of the address' hash&gt;.sha256</c>. It stays when the model is removed. For who holds
/// the model.
/// </summary>
internal sealed class HashPin
{
    private readonly string _source;

    private HashPin(string path, string source, string? sha256) => (Path, _source, Sha256) = (path, source, sha256);

    /// <summary>Full path of the file that it is kept in.</summary>
    public string Path { get; }

    /// <summary>In lower-case hex; null if nothing came from this source yet.</summary>
    public string? Sha256 { get; }

    /// <summary>Reads what is kept for a source.</summary>
    /// <exception cref="VisionException">It is damaged, or behind a link; the message says what to do.</exception>
    public static HashPin Read(string home, ModelDefinition model, WeightFamily family)
    {
        string source = Downloader.Shown(family.Url);
        string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..8];
        string folder = System.IO.Path.Combine(home, "pins");
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new VisionException($"'{folder}' is a link, and nothing is kept behind it: delete it.");
        string path = System.IO.Path.Combine(folder, $"{model.Id}@{family.Name}-{mark}.sha256");
        if (!System.IO.Path.Exists(path))
            return new(path, source, null);
        string text = TextOf(path), sha256 = text.Split(' ')[0];
        if (sha256.Length == WeightFamily.HashDigits && sha256.All(char.IsAsciiHexDigitLower) && text == Line(sha256, source))
            return new(path, source, sha256);
        throw new VisionException($"The SHA-256 that is kept for '{source}' is damaged: restore '{path}', "
            + "or delete it, and what comes next counts.");
    }

    /// <summary>Keeps the hash of what came. All or nothing.</summary>
    public void Keep(string sha256)
    {
        if (sha256 == Sha256)
            return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        string next = Path + ".new";
        File.Delete(next); // of a process that died; whatever else has this name is not written through
        using (FileStream stream = new(next, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(Line(sha256, _source)));
            stream.Flush(flushToDisk: true);
        }
        File.Move(next, Path, overwrite: true);
    }

    private static string Line(string sha256, string source) => $"{sha256}  {source}\n"; // as sha256sum writes it

    // What is no text of that length is no pin.
    private static string TextOf(string path)
    {
        const int MaxBytes = 1 << 14;
        try
        {
            return UntrustedFile.Regular(path).Length > MaxBytes ? "" : File.ReadAllText(path);
        }
        catch (VisionException)
        {
            return "";
        }
    }
}
