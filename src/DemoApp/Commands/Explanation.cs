using System.CommandLine;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>The option that writes where the network looked at an image.</summary>
internal static class Explanation
{
    public const string Name = "--explain";

    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() =>
        Options.OutputFile(Name, "Write the image with a map of where its best class comes from.", ".png");

    /// <summary>Refuses more than one image, of which one file cannot be.</summary>
    public static void RequireOneImage(Command command, Option<string?> explain, Argument<string[]> images) =>
        command.Validators.Add(line =>
        {
            bool isOne = line.GetResult(images)?.Tokens is [{ Value: var image }]
                && !Directory.Exists(image) && (File.Exists(image) || image.AsSpan().IndexOfAny('*', '?') < 0);
            if (line.GetResult(explain) is { Implicit: false } && !isOne)
                line.AddError($"{Name} writes one picture: name one image file.");
        });

    /// <summary>Writes the picture of the last run.</summary>
    /// <param name="path">Where.</param>
    /// <param name="model">That ran.</param>
    /// <param name="frame">That it saw.</param>
    /// <exception cref="VisionException">There is no map, or the file cannot be written.</exception>
    public static void Write(string path, LoadedModel model, Frame frame)
    {
        if (model.Attention is not { } map)
            throw new VisionException($"'{path}' was not written: no map of where '{model.Definition.Id}' looks: {model.NoAttention}.");
        using BgraCanvas canvas = new();
        canvas.Draw(frame);
        canvas.Draw(map);
        OutputFile.Write(path, canvas.WritePng);
    }
}
