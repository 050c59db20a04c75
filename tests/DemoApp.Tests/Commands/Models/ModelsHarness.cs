using System.CommandLine;
using RealtimeCnn.Tests;
using Spectre.Console;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>Runs <c>realtimecnn models</c> in this process, on a store of its own, and answers as the program does.</summary>
internal sealed class ModelsHarness : IDisposable
{
    private readonly StringWriter _output = new(), _error = new();

    /// <summary>Folder of the catalogue; null for the shipped one.</summary>
    public string? CatalogueFolder { get; set; }

    public TestStore Test { get; } = new();

    public string Output => _output.ToString();

    public string[] ErrorLines => _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public int Run(params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 120;
        ModelsContext context = new(Test.Store)
        {
            CatalogueFolder = CatalogueFolder,
            OpenStore = home => Test.Open(home!),
            Console = console,
            Error = _error,
            IsInteractive = false,
        };
        ParseResult parsed = ModelsCommand.Create(context).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            _error.WriteLine(parsed.Errors[0].Message);
            return 2;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (VisionException e)
        {
            _error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Uses a catalogue of one model, LeNet-5 without a shipped file, whose weights come from an address.</summary>
    public void Serve(Uri url, string more = "")
    {
        CatalogueFolder = Test.At("catalogue");
        Directory.CreateDirectory(CatalogueFolder);
        File.WriteAllText(Path.Combine(CatalogueFolder, "catalogue.json"), $$"""
            {"models":[{"id":"lenet5","name":"LeNet-5","architecture":"lenet5","parameters":61706,
              "preprocess":{"width":32,"height":32,"channels":"grey","filter":"antialiasedBilinear","mean":[0.5],"std":[0.5]},
              "weights":[{"name":"first-v1","url":"{{url}}","format":"pth","licence":"MIT"{{more}}},
                         {"name":"second-v2","url":"{{url}}","format":"pth","licence":"MIT"}]}]}
            """);
    }

    public void Dispose() => Test.Dispose();
}
