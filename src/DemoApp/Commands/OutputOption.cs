using System.CommandLine;
using System.CommandLine.Parsing;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp;

/// <summary>An option that takes the path of a file to write. No such file may be one that the command reads, or writes as well.</summary>
internal sealed class OutputOption(string name) : Option<string?>(name)
{
    private static readonly Lazy<IReadOnlyList<ModelDefinition>> Known = new(() => ModelCatalogue.Load().Models);

    /// <summary>What else on its command line is the file of such an option.</summary>
    /// <param name="output">The option.</param>
    /// <param name="path">Its file, which need not exist.</param>
    /// <returns>The end of a sentence, such as "what --source reads"; null if nothing is.</returns>
    public static string? OtherUse(OptionResult output, string path)
    {
        foreach (SymbolResult other in ((CommandResult)output.Parent!).Children.Where(other => other != output))
        {
            foreach (string text in other.Tokens.Select(token => token.Value))
            {
                if (other is OptionResult { Option: OutputOption written })
                {
                    if (OutputFile.IsSame(text, path))
                        return $"what {written.Name} writes";
                }
                else if (Path.Exists(path) && FilesOf(text).Any(file => Path.Exists(file) && OutputFile.IsSame(file, path)))
                    return other is OptionResult read ? $"what {read.Option.Name} reads" : "what is read";
            }
        }
        return null;
    }

    // What a text on the command line may stand for: a file, a folder or pattern of images, a model's id, FRAME=MODEL.
    private static IEnumerable<string> FilesOf(string text)
    {
        IEnumerable<string> files = text.Split('=', 2) is [_, var model] ? [text, model] : [text];
        return files.SelectMany(file => (IEnumerable<string>)[file, .. ImagesOf(file), .. OfModel(file)]);
    }

    private static IEnumerable<string> OfModel(string text)
    {
        try
        {
            ModelDefinition? model = !File.Exists(text)
                ? Known.Value.FirstOrDefault(known => known.Id.Equals(text, StringComparison.OrdinalIgnoreCase))
                : text.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? ModelDefinition.FromFile(text) : null;
            return model?.Files() ?? [];
        }
        catch (VisionException)
        {
            return []; // why it is no model is told when it is loaded
        }
    }

    private static IEnumerable<string> ImagesOf(string text)
    {
        try
        {
            bool isSeveral = !File.Exists(text) && (Directory.Exists(text) || text.AsSpan().IndexOfAny('*', '?') >= 0);
            return isSeveral ? CaptureSource.FindImages(text, out _) : [];
        }
        catch (VisionException)
        {
            return []; // there are none
        }
    }
}
