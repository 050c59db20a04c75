using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn compare</c>: shows the same pictures to several networks.</summary>
internal static class CompareCommand
{
    public const string Name = "compare";

    private const string Html = "--html";
    private const string Json = "--json";
    private const int ToldProblems = 10;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(0.6); // of a network that does not hear of it

    /// <param name="late">Cancelled when the program is about to be cut off.</param>
    public static Command Create(CancellationToken late = default)
    {
        Argument<string[]> pictures = new("pictures")
        {
            Description = "Image files, folders of them or of a folder for each class, patterns such as 'photos/*.jpg', video files.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> models = new("--models", "-m")
        {
            Description = "Models to compare, with commas between: ids of the catalogue, paths to ONNX classifiers; or all, "
                + "every one that has weights here.",
            HelpName = "all|ID,ID,FILE.onnx",
            DefaultValueFactory = _ => ComparedModels.All,
        };
        models.CompletionSources.Add(_ => ModelCatalogue.Load().Models.Select(known => known.Id).Prepend(ComparedModels.All));
        models.Validators.Add(result =>
        {
            try
            {
                ComparedModels.Named(ModelCatalogue.Load(), result.GetValueOrDefault<string>()!);
            }
            catch (VisionException e)
            {
                result.AddError($"--models: {e.Message}");
            }
        });
        Option<string?> labels = new("--labels")
        {
            Description = "What the pictures show: lines of file,label, the label a class's name, its index or ImageNet's id of it. "
                + "Without it the names of folders say it, where they are classes.",
            HelpName = "FILE.csv",
        };
        Option<int> step = Options.Whole("--step", "Of a video, take every Nth frame.", "N", 1, 1_000_000, 30);
        Option<bool> untrained = new("--untrained")
        {
            Description = "Let models without weights in: their times are real, their answers noise.",
        };
        Option<string> backend = Options.Backend();
        Option<bool> trustBackend = Options.TrustBackend();
        Option<string?> gpu = Options.Gpu();
        Option<int> threads = Options.Threads();
        Option<double> timeLimit = Options.TimeLimit();
        Option<string?> html = Options.OutputFile(Html, "Write a page with the pictures on which they differ.", ".html", ".htm");
        Option<string?> json = Options.OutputFile(Json, "Write every answer.");
        Command command = new(Name, "Show the same pictures to several networks: accuracy, agreement, time, memory.")
        {
            pictures, models, labels, step, untrained, backend, trustBackend, gpu, threads, timeLimit, html, json,
        };
        pictures.Validators.Add(result =>
        {
            foreach (string named in result.Tokens.Select(token => token.Value))
            {
                if (PictureSet.Misuse(named) is { } why)
                    result.AddError(why);
            }
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            new CompareOptions
            {
                Pictures = parsed.GetValue(pictures)!,
                Models = parsed.GetValue(models)!,
                Labels = parsed.GetValue(labels),
                Step = parsed.GetValue(step),
                Untrained = parsed.GetValue(untrained),
                // Always the same processor makes the tensors: what a GPU saves there is no merit of a network.
                Loading = Options.Limited(Platform.Options, parsed.GetValue(timeLimit)) with
                {
                    Backend = parsed.GetValue(backend)!,
                    TrustBackend = parsed.GetValue(trustBackend),
                    Preprocess = "cpu",
                    Gpu = parsed.GetValue(gpu),
                    Threads = parsed.GetValue(threads),
                },
                Html = parsed.GetValue(html),
                Json = parsed.GetValue(json),
            },
            late, cancellation));
        return command;
    }

    /// <summary>Whether a run that is ended may have files to finish.</summary>
    public static bool MayHaveFilesToFinish(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == Name
        && ((string[])[Html, Json]).Any(output => parsed.GetValue<string?>(output) is not null);

    private static async Task<int> RunAsync(CompareOptions options, CancellationToken late, CancellationToken cancellation)
    {
        if (OutputFile.IsStandardOutput(options.Html) || OutputFile.IsStandardOutput(options.Json))
            Console.SetOut(Console.Error); // what the program says must not stand between
        CompareProgress progress = new(Console.Error, isTerminal: !Console.IsErrorRedirected);
        Task<Compared?> work = Task.Factory.StartNew(
            () => Compare(options, progress, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await work.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(work, Task.Delay(LongestEnd, CancellationToken.None));
            progress.Close();
            Say.Error("Stopped: nothing was written.");
            return ExitCode.Failed;
        }
        return await work is { } compared ? Finish(options, compared, late) : ExitCode.Misused;
    }

    // Null if what was asked for cannot be meant, which is told.
    private static Compared? Compare(CompareOptions options, CompareProgress progress, CancellationToken cancellation)
    {
        ModelCatalogue catalogue = ModelCatalogue.Load();
        Notices.Tell(catalogue);
        IReadOnlyList<ModelDefinition> models = ComparedModels.Named(catalogue, options.Models);
        if (!options.Untrained)
            models = ComparedModels.Trained(models, ComparedModels.IsAll(options.Models), Say.Error);
        PictureSet pictures = new(options.Pictures, options.Step, Say.Error);
        foreach ((string option, string? output) in (ReadOnlySpan<(string, string?)>)[(Html, options.Html), (Json, options.Json)])
        {
            if (output is null || !Path.Exists(output) || OutputFile.IsStream(output)
                || !pictures.Files.Concat(models.SelectMany(model => model.Files())).Any(source => OutputFile.IsSame(source, output)))
                continue;
            Say.Error($"{option}: '{output}' is what is read.");
            return null;
        }
        Truth truth = options.Labels is { } file ? Truth.FromFile(file) : Truth.FromFolders();
        if (truth.File is not null && !pictures.HasVideos && !CanJudge(truth, pictures, models))
        {
            string why = truth.Problems.FirstOrDefault() ?? "it is empty";
            throw new VisionException($"--labels: '{truth.File}' says nothing of these pictures: {why}.");
        }
        IReadOnlyList<ModelResult> results = new ComparisonRun(pictures, options.Loading, progress).Run(models, cancellation);
        Comparison comparison = new([.. pictures.Pictures], pictures.BrokenVideos, results, truth);
        IReadOnlySet<ComparedPicture> shown = comparison.Groups
            .SelectMany(group => group.Differing.Take(ComparePage.MostPictures)).ToHashSet();
        return new Compared(
            comparison, options.Html is null ? new Dictionary<ComparedPicture, byte[]>() : Thumbnails.Of(pictures, shown, cancellation));
    }

    // Before hours of work. Models that name no classes may know any number.
    private static bool CanJudge(Truth truth, PictureSet pictures, IReadOnlyList<ModelDefinition> models)
    {
        if (models.Any(model => model.Labels.Count == 0))
            return true;
        truth.Match(pictures.Pictures, [.. models.Select(model => model.Labels).Distinct().Select(labels => new LabelSet(labels))]);
        return truth.Count > 0;
    }

    private static int Finish(CompareOptions options, Compared compared, CancellationToken late)
    {
        Comparison comparison = compared.Comparison;
        foreach (string broken in comparison.Broken.Concat(comparison.Models.SelectMany(NotesOf)))
            Say.Error(broken);
        string judge = comparison.Truth.File ?? "Truth by folders";
        foreach (string problem in comparison.Truth.Problems.Take(ToldProblems))
            Say.Error($"{judge}: {problem}.");
        if (comparison.Truth.Problems.Count > ToldProblems)
            Say.Error($"{judge}: {comparison.Truth.Problems.Count - ToldProblems} more like these; --json and --html have them.");
        CompareTable.Write(TableConsole.Create(), comparison);
        bool failed = comparison.Seen == 0 || comparison.Models.Any(model => model.Error is not null || model.Failures > 0);
        (string?, Action<Stream>)[] outputs =
        [
            (options.Html, stream => ComparePage.Write(stream, comparison, compared.Thumbnails)),
            (options.Json, stream => CompareJson.Write(stream, comparison)),
        ];
        foreach ((string? path, Action<Stream> write) in outputs.OrderBy(output => output.Item1 is { } at && OutputFile.IsStream(at)))
        {
            if (path is null)
                continue;
            try
            {
                OutputFile.Write(path, write, late: late);
                Console.Out.WriteLine($"Wrote {path}");
            }
            catch (VisionException e)
            {
                Say.Error(e.Message);
                failed = true;
            }
        }
        return failed ? ExitCode.Failed : 0;
    }

    private static IEnumerable<string> NotesOf(ModelResult model) =>
        model.Notes.Select(note => $"Note on '{model.Model.Id}': {note}");

    private sealed record Compared(Comparison Comparison, IReadOnlyDictionary<ComparedPicture, byte[]> Thumbnails);
}
