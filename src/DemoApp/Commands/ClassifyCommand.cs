using System.CommandLine;
using System.Text.Json;
using RealtimeCnn.CameraCapture;
using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn classify</c>: classifies still images.</summary>
internal static class ClassifyCommand
{
    public static Command Create()
    {
        Argument<string[]> images = new("image") { Description = "Image files.", Arity = ArgumentArity.OneOrMore };
        Option<string> model = Options.Model();
        Option<string?> labels = Options.Labels();
        Option<string> backend = Options.Backend();
        Option<string?> gpu = Options.Gpu();
        Option<int> threads = Options.Threads();
        Option<int> top = Options.Whole("--top", "Predictions per image.", "K", 1, FrameResult.MaxPredictions, 5);
        ScoreOptions scores = new();
        Option<bool> json = new("--json") { Description = "Write JSON to standard output." };
        Command command = new("classify", "Classify image files.")
        {
            images, model, labels, scores.Output, scores.Kind, backend, gpu, threads, top, json,
        };
        command.SetAction(parsed =>
        {
            ModelDefinition definition = scores.Apply(
                parsed, ModelCatalogue.Load().Resolve(parsed.GetValue(model)!, parsed.GetValue(labels)));
            Notices.Tell(definition);
            using LoadedModel loaded = LoadedModel.Load(definition, Platform.Options with
            {
                Backend = parsed.GetValue(backend)!,
                Gpu = parsed.GetValue(gpu),
                Threads = parsed.GetValue(threads),
            });
            using var frame = new Frame();
            var predictions = new Prediction[parsed.GetValue(top)];
            var answers = new List<(string Image, Prediction[] Top)>();
            foreach (string image in parsed.GetValue(images)!)
            {
                CaptureSource.ReadImage(image, frame);
                loaded.Preprocess(frame);
                loaded.Run();
                answers.Add((image, predictions[..loaded.Rank(predictions)]));
            }

            // Everything was read before anything is printed: a broken image leaves no half answer.
            if (parsed.GetValue(json))
                WriteJson(loaded, answers);
            else
                WriteTables(loaded, answers);
        });
        return command;
    }

    private static void WriteTables(LoadedModel loaded, List<(string Image, Prediction[] Top)> answers)
    {
        ModelDefinition model = loaded.Definition;
        ScoreText.Write(Console.Error, model.Id, loaded.Notes);
        foreach ((string image, Prediction[] top) in answers)
        {
            AnsiConsole.WriteLine($"{image}  {model.DisplayName}{Untrained.Mark(model.IsTrained)}{ScoreText.Mark(loaded.IsMultiLabel)}");
            foreach (Prediction prediction in top)
                AnsiConsole.WriteLine($"  {prediction.Score,7:0.00%}  {prediction.Label}");
        }
    }

    private static void WriteJson(LoadedModel loaded, List<(string Image, Prediction[] Top)> answers)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach ((string image, Prediction[] top) in answers)
            {
                json.WriteStartObject();
                json.WriteString("image", image);
                json.WriteString("model", loaded.Definition.Id);
                json.WriteString("weights", loaded.Definition.IsTrained ? "trained" : "untrained");
                ScoreText.Write(json, loaded.IsMultiLabel);
                json.WriteString("output", loaded.Output.Chosen);
                json.WriteString("outputHolds", loaded.ScoreReason);
                ScoreText.Write(json, loaded.Notes);
                FrameLog.WriteTop(json, top);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        output.Write("\n"u8);
    }
}
