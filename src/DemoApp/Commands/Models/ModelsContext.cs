using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary>What the commands under <c>models</c> work on and write to; the defaults are the user's.</summary>
internal sealed class ModelsContext
{
    private readonly Lazy<ModelStore> _store;

    public ModelsContext(ModelStore? store = null) => _store = new(() => store ?? OpenStore(null));

    /// <summary>Folder of the catalogue; null for the one that ships.</summary>
    public string? CatalogueFolder { get; init; }

    /// <summary>Opens a store in a folder; null for the user's.</summary>
    public Func<string?, ModelStore> OpenStore { get; init; } = home => new ModelStore(home);

    /// <summary>Where answers go.</summary>
    public IAnsiConsole Console { get; init; } = TableConsole.Create();

    /// <summary>Where failures go, one line each.</summary>
    public TextWriter Error { get; init; } = System.Console.Error;

    /// <summary>Whether somebody is there to answer a question and to watch a bar.</summary>
    public bool IsInteractive { get; init; } =
        !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>The store of weights.</summary>
    public ModelStore Store => _store.Value;

    /// <summary>The catalogue and the weights as they are at this moment.</summary>
    public ModelCatalogue Catalogue => ModelCatalogue.Load(CatalogueFolder, Store);

    /// <summary>Writes a line as it is, of any length.</summary>
    public void WriteLine(string line) => Console.Profile.Out.Writer.WriteLine(line);

    /// <summary>Writes a failure: one line, and where names of tensors follow, one indented line for each.</summary>
    public void Fail(string message)
    {
        string[] lines = message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Error.WriteLine(lines[0]);
        foreach (string line in lines.Skip(1))
            Error.WriteLine("  " + line);
    }
}
