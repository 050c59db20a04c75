using System.Reflection;
using System.Text.Json;

namespace RealtimeCnn.ModelZoo;

/// <summary>Where the files lie that a catalogue names: in a folder, in this assembly, or nowhere.</summary>
internal abstract class CatalogueFiles
{
    private readonly Dictionary<string, IReadOnlyList<string>> _labels = [];

    /// <summary>The catalogue, as messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>Reads the catalogue itself.</summary>
    public abstract CatalogueFile Read();

    /// <summary>The model over one of the files.</summary>
    public abstract ModelDefinition Attach(ModelDefinition model, string file);

    /// <summary>Class names, one per line of a file; a file that several models name is read once.</summary>
    public IReadOnlyList<string> Labels(string file) =>
        _labels.TryGetValue(file, out IReadOnlyList<string>? names) ? names : _labels[file] = ReadLabels(file);

    protected abstract IReadOnlyList<string> ReadLabels(string file);
}

/// <summary>The files of a folder, <c>catalogue.json</c> among them.</summary>
internal class FolderFiles(string folder) : CatalogueFiles
{
    private readonly string _path = Path.Combine(folder, "catalogue.json");

    public override string Name => $"Catalogue '{_path}'";

    public override CatalogueFile Read()
    {
        using FileStream stream = UntrustedFile.Regular(_path, "Catalogue").OpenRead();
        return CatalogueFile.Read(stream);
    }

    public override ModelDefinition Attach(ModelDefinition model, string file) =>
        model with { File = Path.GetFullPath(Path.Combine(folder, file)) };

    protected override IReadOnlyList<string> ReadLabels(string file) => LabelList.Read(Path.Combine(folder, file));
}

/// <summary>A catalogue that comes as a stream, and the folder of the files that it names, if it may name any.</summary>
internal sealed class StreamFiles(Stream json, string? folder) : FolderFiles(folder ?? "")
{
    public override string Name => "The catalogue of the stream";

    public override CatalogueFile Read()
    {
        try
        {
            return CatalogueFile.Read(json);
        }
        catch (Exception e) when (e is not (JsonException or ArgumentException or OperationCanceledException or OutOfMemoryException))
        {
            throw new IOException(e.Message, e); // whatever a stream of the caller's throws
        }
    }

    public override ModelDefinition Attach(ModelDefinition model, string file) => base.Attach(model, InFolder(file));

    protected override IReadOnlyList<string> ReadLabels(string file) => base.ReadLabels(InFolder(file));

    private string InFolder(string file) => folder is not null
        ? file
        : throw new ArgumentException($"it names the file '{file}', and no folder was given to look in.");
}

/// <summary>What ships, as resources of this assembly: so that it travels with it in every form of publishing and packing.</summary>
internal sealed class EmbeddedFiles : CatalogueFiles
{
    private const string Folder = "models/";

    public override string Name => "The catalogue that ships";

    public override CatalogueFile Read()
    {
        using Stream stream = Open("catalogue.json");
        return CatalogueFile.Read(stream);
    }

    public override ModelDefinition Attach(ModelDefinition model, string file)
    {
        using Stream stream = Open(file);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return model with { Content = bytes };
    }

    protected override IReadOnlyList<string> ReadLabels(string file)
    {
        using StreamReader reader = new(Open(file));
        return LabelText.Parse(reader.ReadToEnd());
    }

    private static Stream Open(string file) => Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + file)
        ?? throw new FileNotFoundException($"the assembly holds no '{Folder}{file}'");
}
