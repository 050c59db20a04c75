using System.CommandLine;
using System.Globalization;

namespace RealtimeCnn.DemoApp;

/// <summary>Options that several commands share, made afresh for each.</summary>
internal static class Options
{
    public static Option<string> Model() => OfModel(new Option<string>("--model", "-m")
    {
        Description = "Model to run: an id of the catalogue, or a path to an ONNX classifier.",
        HelpName = "ID|FILE.onnx",
        DefaultValueFactory = _ => "lenet5",
    });

    /// <summary>The same for a run, which begins with what fits its source where none is named.</summary>
    public static Option<string?> FirstModel() => OfModel(new Option<string?>("--model", "-m")
    {
        Description = "Model to run: an id of the catalogue, or a path to an ONNX classifier. Default: for cameras, photographs and videos "
            + "the one whose weights came last; for the sample, and without weights, lenet5.",
        HelpName = "ID|FILE.onnx",
    });

    public static Option<string?> Labels() => ReadFile(
        "--labels", "Class names: one per line, or a list or dictionary in JSON or Python's notation.", "FILE");

    /// <summary>An option with the path of a file to read, which has to be there.</summary>
    public static Option<string?> ReadFile(string name, string description, string helpName)
    {
        Option<string?> option = new(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { Length: > 0 } path && !File.Exists(path))
                result.AddError($"{name}: '{path}' {(Directory.Exists(path) ? "is a folder" : "is not there")}.");
        });
        return option;
    }

    public static Option<string> Backend() => new Option<string>("--backend")
    {
        Description = "What runs the network: auto, cpu, directml (Windows). By name: had or refused; auto: the faster one, measured.",
        HelpName = "NAME",
        DefaultValueFactory = _ => InferenceOptions.Auto,
    }.WithChoices([InferenceOptions.Auto, .. Platform.Backends.Select(backend => backend.Name).Order()]);

    public static Option<bool> TrustBackend() => new("--trust-backend")
    {
        Description = "Take what a backend answers although it is not what the processor answers to a test picture.",
    };

    public static Option<string?> Gpu() => new("--gpu")
    {
        Description = "GPU to use: part of its name; its index (Vulkan); or its LUID as 0x..., fastest or frugal (Direct3D 12). "
            + "Default: the best; 'devices' lists them.",
        HelpName = "NAME",
    };

    public static Option<string> Preprocess() => new Option<string>("--preprocess")
    {
        Description = "What makes the input tensor: auto (CPU or GPU, whichever is measured to be faster), cpu, vulkan, "
            + "direct3d12 (Windows), scalar (the slow reference).",
        HelpName = "NAME",
        DefaultValueFactory = _ => InferenceOptions.Auto,
    }.WithChoices([InferenceOptions.Auto, "cpu", .. Platform.Gpus.Select(api => api.Name), "scalar"]);

    public static Option<int> Threads() => Whole("--threads", "Threads of one inference; 0 takes all cores but one.", "N", 0, 256, 0);

    public static Option<double> TimeLimit() => Seconds(
        "--time-limit",
        "Seconds that a model may compute until it is loaded; one frame has less: 5 and ten times as long as usual. Default 30.", "S");

    /// <summary>Options of a load with the time limit that was given.</summary>
    public static InferenceOptions Limited(InferenceOptions loading, double seconds) =>
        seconds > 0 ? loading with { TimeLimit = TimeSpan.FromSeconds(seconds) } : loading;

    /// <summary>An option that takes seconds; 0 if it is not given.</summary>
    public static Option<double> Seconds(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            const double Longest = 7 * 24 * 3600;
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
                && seconds is > 0 and <= Longest)
                return seconds;
            result.AddError($"{name} takes seconds above 0, at most {Longest:0}, not '{text}'.");
            return 0;
        },
    };

    /// <summary>An option that takes a whole number within bounds; without a standard it is 0 if it is not given.</summary>
    public static Option<int> Whole(string name, string description, string helpName, int from, int to, int? standard = null) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = standard is { } value ? _ => value : null,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= from && value <= to)
                return value;
            result.AddError($"{name} takes a whole number from {from} to {to}, not '{text}'.");
            return 0;
        },
    };

    /// <summary>
    /// The path of a file to write. Before anything else is done it is looked at whether it can be, and that it is no file that the same
    /// command reads or writes as well.
    /// </summary>
    public static Option<string?> OutputFile(string name, string description, params string[] endings)
    {
        Option<string?> option = new OutputOption(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not { } path)
                return;
            if (DemoApp.OutputFile.Problem(path) is { } problem)
                result.AddError($"{name}: '{path}' {problem}.");
            else if (!DemoApp.OutputFile.IsStandardOutput(path)
                && endings.Length > 0 && !endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                result.AddError($"{name}: '{path}' must end in {string.Join(" or ", endings)}.");
            else if (OutputOption.OtherUse(result, path) is { } use)
                result.AddError($"{name}: '{path}' is {use}.");
        });
        return option;
    }

    /// <summary>An option that takes one of a few words; the first unless it is given.</summary>
    public static Option<string> OneOf(string name, string description, params string[] known) => new Option<string>(name)
    {
        Description = description,
        HelpName = string.Join('|', known),
        DefaultValueFactory = _ => known[0],
    }.WithChoices(known);

    /// <summary>Lets an option take these words only, in any case, and offers them to who presses Tab.</summary>
    private static Option<string> WithChoices(this Option<string> option, string[] known)
    {
        option.CompletionSources.Add(known);
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (known.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } chosen)
                return chosen;
            result.AddError(
                $"{option.Name}: '{text}' is not one of {string.Join(", ", known)}{VisionException.Suggestion(text, known)}");
            return known[0];
        };
        return option;
    }

    private static Option<T> OfModel<T>(Option<T> model)
    {
        model.CompletionSources.Add(_ => ModelCatalogue.Load().Models.Select(known => known.Id));
        model.Validators.Add(result =>
        {
            try
            {
                if (result.Tokens is [{ Value: { Length: > 0 } text }])
                    ModelCatalogue.Load().Resolve(text);
            }
            catch (VisionException e)
            {
                result.AddError(e.Message);
            }
        });
        return model;
    }
}
