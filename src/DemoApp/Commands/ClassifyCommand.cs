using System.CommandLine;
using System.Text.Json;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn classify</c>: classifies still images.</summary>
internal static class ClassifyCommand
{
    private const int MaxTop = 1000;

    public static Command Create()
    {
        Argument<string[]> images = new("image")
        {
            Description = "Image files, folders of them, or patterns such as 'photos/*.jpg'.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> model = Options.Model();
        Option<string?> labels = Options.Labels();
        Option<string> backend = Options.Backend();
        Option<bool> trustBackend = Options.TrustBackend();
        Option<string?> gpu = Options.Gpu();
        Option<int> threads = Options.Threads();
        Option<int> top = Options.Whole("--top", "Predictions per image, at most as many as there are classes.", "K", 1, MaxTop, 5);
        Option<double> timeLimit = Options.TimeLimit();
        ScoreOptions scores = new();
        Option<bool> untrained = new("--untrained")
        {
            Description = "Answer for a model without weights as well: predictions are noise, and marked so.",
        };
        Option<string?> explain = Explanation.Create();
        Option<bool> json = new("--json") { Description = "Write JSON to standard output." };
        Command command = new("classify", "Classify image files.")
        {
            images, model, labels, scores.Output, scores.Kind, backend, trustBackend, gpu, threads, timeLimit, top, untrained, explain,
            json,
        };
        Explanation.RequireOneImage(command, explain, images);
        command.SetAction(parsed =>
        {
            ModelCatalogue catalogue = ModelCatalogue.Load();
            Notices.Tell(catalogue);
            ModelDefinition definition = scores.Apply(parsed, catalogue.Resolve(parsed.GetValue(model)!, parsed.GetValue(labels)));
            if (!definition.IsTrained && !parsed.GetValue(untrained))
                throw new VisionException(Untrained.Refusal(definition));
            Notices.Tell(definition);
            using LoadedModel loaded = LoadedModel.Load(definition, Options.Limited(Platform.Options, parsed.GetValue(timeLimit)) with
            {
                Backend = parsed.GetValue(backend)!,
                TrustBackend = parsed.GetValue(trustBackend),
                Gpu = parsed.GetValue(gpu),
                Threads = parsed.GetValue(threads),
                Explains = parsed.GetValue(explain) is not null,
            });
            using var frame = new Frame();
            var predictions = new Prediction[parsed.GetValue(top)];
            var answers = new List<Answer>();
            VisionException? hung = null;
            foreach ((string image, string? problem) in Find(parsed.GetValue(images)!))
            {
                if (hung is not null) // it would cost as long for each
                {
                    answers.Add(new Answer(image, [], null, hung.Message));
                    continue;
                }
                try
                {
                    if (problem is not null)
                        throw new VisionException(problem);
                    CaptureSource.ReadImage(image, frame);
                    loaded.Preprocess(frame);
                    loaded.Run();
                    if (parsed.GetValue(explain) is { } picture)
                        Explanation.Write(picture, loaded, frame);
                    answers.Add(new Answer(image, predictions[..loaded.Rank(predictions)], loaded.Absence, Error: null));
                }
                catch (VisionException e) when (e is not DeviceLostException)
                {
                    hung = e.InnerException is TimeoutException ? e : null;
                    Console.Error.WriteLine(e.Message);
                    answers.Add(new Answer(image, [], null, e.Message));
                }
            }

            if (parsed.GetValue(json))
                WriteJson(loaded, answers, parsed.GetValue(explain));
            else
                WriteTables(loaded, answers);
            return answers.Any(answer => answer.Error is not null) ? ExitCode.Failed : 0;
        });
        return command;
    }

    // What was named, or what is wrong with it. A file is a file even if its name looks like a pattern.
    private static IEnumerable<(string Image, string? Problem)> Find(string[] named)
    {
        foreach (string path in named)
        {
            if (!Directory.Exists(path) && (File.Exists(path) || path.AsSpan().IndexOfAny('*', '?') < 0))
            {
                yield return (path, null);
                continue;
            }
            IReadOnlyList<string> found = [];
            string? problem = null;
            try
            {
                found = CaptureSource.FindImages(path, out int others);
                if (others > 0)
                    Console.Error.WriteLine($"{path}: {found.Count} images; {others} other files and folders are left out.");
            }
            catch (VisionException e)
            {
                problem = e.Message;
            }
            if (problem is not null)
                yield return (path, problem);
            foreach (string image in found)
                yield return (image, null);
        }
    }

    private static void WriteTables(LoadedModel loaded, List<Answer> answers)
    {
        ModelDefinition model = loaded.Definition;
        ScoreText.Write(Console.Error, model.Id, loaded.Notes);
        foreach ((string image, Prediction[] top, string? absence, _) in answers.Where(answer => answer.Error is null))
        {
            WriteLine($"{image}  {model.DisplayName}{Untrained.Mark(model.IsTrained)}{ScoreText.Mark(loaded.IsMultiLabel)}");
            if (absence is not null)
                WriteLine($"  {absence}");
            foreach (Prediction prediction in absence is null ? top : [])
                WriteLine($"  {prediction.Score,7:0.00%}  {ScoreText.Label(model.Subject, prediction.Label)}");
        }
    }

    // Names of files and classes are from outside: none is to move a terminal's cursor.
    private static void WriteLine(string line) =>
        Console.Out.WriteLine(string.Concat(line.Select(c => char.IsControl(c) ? '?' : c)));

    private static void WriteJson(LoadedModel loaded, List<Answer> answers, string? explanation)
    {
        using Stream output = StandardStream.Output();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach ((string image, Prediction[] top, string? absence, string? error) in answers)
            {
                json.WriteStartObject();
                json.WriteString("image", image);
                if (error is not null)
                {
                    json.WriteString("error", error);
                    json.WriteEndObject();
                    continue;
                }
                json.WriteString("model", loaded.Definition.Id);
                json.WriteString("weights", loaded.Definition.IsTrained ? "trained" : "untrained");
                ScoreText.Write(json, loaded.IsMultiLabel);
                json.WriteString("output", loaded.Output.Chosen);
                json.WriteString("outputHolds", loaded.ScoreReason);
                ScoreText.Write(json, loaded.Notes);
                ScoreText.Write(json, absence);
                FrameLog.WriteTop(json, top);
                if (explanation is not null)
                    json.WriteString("explanation", explanation);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        output.Write("\n"u8);
    }

    /// <param name="Image">As it was named, or found.</param>
    /// <param name="Top">What is seen in it.</param>
    /// <param name="Absence">That none of the classes is seen in it, or null.</param>
    /// <param name="Error">Why it could not be looked at, or null.</param>
    private sealed record Answer(string Image, Prediction[] Top, string? Absence, string? Error);
}
