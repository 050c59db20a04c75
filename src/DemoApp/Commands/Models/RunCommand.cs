using System.CommandLine;
using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models run</c>: one tensor in, the raw scores out; for comparing an import with PyTorch.</summary>
internal static class RunCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string> model = ModelArguments.IdOrFile(context);
        Option<string?> weights = Options.ReadFile(
            "--weights", "Run the model with the weights of this file, without keeping them.", "FILE");
        Option<string?> input = Options.ReadFile(
            "--input", "The input tensor as NumPy file: float32, N x C x H x W, N = 1, or as the model takes it.", "FILE.npy");
        input.Required = true;
        Option<string?> output = Options.OutputFile("--output", "The scores as the network gives them as NumPy file, 1 x classes.", ".npy");
        output.Required = true;
        Option<double> timeLimit = Options.TimeLimit();
        ScoreOptions scores = new();
        Command command = new("run", "Run a model on a tensor and write its raw scores.")
        {
            model, weights, input, output, timeLimit, scores.Output, scores.Kind,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(model)!;
            InferenceOptions loading = Options.Limited(Platform.Options, parsed.GetValue(timeLimit)) with { Backend = "cpu" };
            if (parsed.GetValue(weights) is not { } file)
            {
                ModelDefinition known = scores.Apply(parsed, context.Catalogue.Resolve(name));
                Run(context, known, loading, parsed.GetValue(input)!, parsed.GetValue(output)!);
                return 0;
            }
            // By this name the next run sweeps up, after an hour, what is left when this one is killed.
            DirectoryInfo temporary = Directory.CreateTempSubdirectory("realtimecnn-weights-run-");
            try
            {
                ModelStore store = context.OpenStore(temporary.FullName);
                StoredModel added = store.Import(context.Catalogue.Get(name), file);
                ModelDefinition definition = ModelCatalogue.Load(context.CatalogueFolder, store).Resolve(added.Id);
                Run(context, scores.Apply(parsed, definition), loading, parsed.GetValue(input)!, parsed.GetValue(output)!);
                return 0;
            }
            catch (VisionException e)
            {
                context.Fail(e.Message);
                return ExitCode.Failed;
            }
            finally
            {
                temporary.Delete(recursive: true);
            }
        });
        return command;
    }

    private static void Run(ModelsContext context, ModelDefinition definition, InferenceOptions loading, string input, string output)
    {
        // Names of classes play no part here, so a file with other classes than the catalogue's can be compared too.
        using LoadedModel model = LoadedModel.Load(definition with { Labels = [] }, loading);
        PreprocessSpec spec = model.Spec;
        float[] values = NpyReader.ReadFloats(input, [.. spec.Shape]);
        model.SetInput(spec.Type switch
        {
            TensorType.Float16 => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()),
            TensorType.UInt8 => Array.ConvertAll(values, value => (byte)Math.Clamp(MathF.Floor(value + 0.5f), 0, 255)),
            _ => MemoryMarshal.AsBytes(values.AsSpan()),
        });
        model.Run();
        NpyFile.Write(output, MemoryMarshal.AsBytes(model.Scores).ToArray(), TensorType.Float32, 1, model.Scores.Length);
        ScoreText.Write(context.Error, definition.Id, model.Notes);
        string weights = definition.IsTrained
            ? definition.WeightsName ?? "the weights of its file"
            : Untrained.Words;
        context.WriteLine($"Ran {definition.Id} ({weights}); wrote {output}: 1 x {model.Scores.Length}, float32.");
    }
}
