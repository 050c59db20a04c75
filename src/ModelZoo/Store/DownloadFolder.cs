namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Where one model's published file arrives: <c>downloads/&lt;id&gt;@&lt;family&gt;/</c>. A whole file goes when this is disposed, for
/// it is moved into the model's folder by then, or no use; a part stays for the next time.
/// </summary>
internal sealed class DownloadFolder : IDisposable
{
    private readonly string _parent;
    private readonly string _folder;

    /// <summary>Makes the folder.</summary>
    /// <exception cref="VisionException">There is a link in its place, or the hash that the file must have is damaged.</exception>
    public DownloadFolder(string home, ModelDefinition model, WeightFamily family)
    {
        HashPin? pin = family.HashGap is null ? null : HashPin.Read(home, model, family);
        _parent = ParentIn(home);
        _folder = Path.Combine(_parent, $"{model.Id}@{family.Name}");
        Directory.CreateDirectory(_folder);
        if (new DirectoryInfo(_folder).LinkTarget is not null)
            throw new VisionException($"'{_folder}' is a link, and nothing is downloaded through it: delete it.");
        Request = new DownloadRequest(family.Url, Path.Combine(_folder, FileNameOf(model, family)))
        {
            Bytes = family.Bytes,
            Limit = Limit(model),
            Sha256 = family.Sha256,
            Pin = pin,
        };
    }

    /// <summary>What to download, and where to.</summary>
    public DownloadRequest Request { get; }

    /// <summary>Full paths of all folders that a model has downloads in.</summary>
    public static string[] Of(string home, string id)
    {
        string parent = ParentIn(home);
        bool IsOfModel(string path) => Path.GetFileName(path).StartsWith(id + "@", StringComparison.Ordinal);
        return Directory.Exists(parent) ? [.. Directory.GetDirectories(parent).Where(IsOfModel)] : [];
    }

    public void Dispose()
    {
        File.Delete(Request.Target);
        DeleteIfEmpty(_folder);
        DeleteIfEmpty(_parent);
    }

    private static string ParentIn(string home) => Path.Combine(home, "downloads");

    /// <summary>
    /// The most that is taken from a server where the catalogue states no size: twice the parameters in float32 and a little. GoogLeNet's
    /// file is almost that large, because the heads used in training are in it.
    /// </summary>
    private static long Limit(ModelDefinition model) => (model.Parameters * sizeof(float) * 2) + (8 << 20);

    // As the publisher calls it, where that is a harmless name.
    private static string FileNameOf(ModelDefinition model, WeightFamily family)
    {
        string name = family.Url.Segments[^1];
        bool isHarmless = name.Length <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && name[0] != '.';
        return isHarmless ? name : $"{model.Id}.{family.FormatName}";
    }

    private static void DeleteIfEmpty(string folder)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Another process began a download in between: then it is not empty, and stays.
        }
    }
}
