using System.CommandLine;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn preprocess</c>: writes the exact tensor that a model would see.</summary>
internal static class PreprocessCommand
{
    public static Command Create()
    {
        Argument<string> image = new("image") { Description = "Image file." };
        Option<string> model = Options.Model();
        Option<string> preprocess = Options.Preprocess();
        Option<string?> gpu = Options.Gpu();
        Option<double> timeLimit = Options.TimeLimit();
        Option<string?> output = Options.OutputFile(
            "--output", "The tensor as NumPy file, N x C x H x W, or N x H x W x C where the model takes that.", ".npy");
        output.Required = true;
        Command command = new("preprocess", "Write the input tensor that a model would see.")
        {
            image, model, preprocess, gpu, timeLimit, output,
        };
        command.SetAction(parsed =>
        {
            ModelDefinition definition = ModelCatalogue.Load().Resolve(parsed.GetValue(model)!);
            using LoadedModel loaded = LoadedModel.Load(definition, Options.Limited(Platform.Options, parsed.GetValue(timeLimit)) with
            {
                Backend = "cpu",
                Preprocess = parsed.GetValue(preprocess)!,
                Gpu = parsed.GetValue(gpu),
            });
            using var frame = new Frame();
            CaptureSource.ReadImage(parsed.GetValue(image)!, frame);
            loaded.Preprocess(frame);
            PreprocessSpec spec = loaded.Spec;
            ScoreText.Write(Console.Error, definition.Id, loaded.Notes);
            NpyFile.Write(parsed.GetValue(output)!, loaded.InputBytes.ToArray(), spec.Type, [.. spec.Shape]);
            Console.Out.WriteLine($"Wrote {parsed.GetValue(output)}: {string.Join(" x ", spec.Shape)}, {spec.Type}.");
        });
        return command;
    }
}
