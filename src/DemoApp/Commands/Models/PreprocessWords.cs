using System.Globalization;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Preprocessing as it is said on the command line: <c>key=value</c> with the keys of a catalogue's entry, or the id of a model that takes
/// the same.
/// </summary>
internal static class PreprocessWords
{
    private static readonly Dictionary<string, Func<PreprocessSpec, string, PreprocessSpec?>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["resizeTo"] = (spec, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side)
            ? spec with { ResizeTo = side }
            : null,
        ["policy"] = (spec, text) => Word(text, out ResizePolicy policy) ? spec with { Policy = policy } : null,
        ["filter"] = (spec, text) => Word(text, out ResizeFilter filter) ? spec with { Filter = filter } : null,
        ["channels"] = (spec, text) => Word(text, out ChannelOrder order) ? spec with { Channels = order } : null,
        ["mean"] = (spec, text) => Numbers(text) is { } mean ? spec with { Mean = mean } : null,
        ["std"] = (spec, text) => Numbers(text) is { } std ? spec with { Std = std } : null,
        ["padValue"] = (spec, text) => Numbers(text) is [var value] ? spec with { PadValue = value } : null,
    };

    /// <summary>What the words make of a description that begins with what the file itself tells.</summary>
    /// <exception cref="VisionException">One says nothing.</exception>
    public static Func<PreprocessSpec, PreprocessSpec> Parse(IEnumerable<string> words, ModelCatalogue catalogue)
    {
        Func<PreprocessSpec, PreprocessSpec>[] steps = [.. words.Select(word => Step(word, catalogue))];
        return basis => steps.Aggregate(basis, (spec, step) => step(spec));
    }

    private static Func<PreprocessSpec, PreprocessSpec> Step(string word, ModelCatalogue catalogue)
    {
        if (word.Split('=', 2) is not [var key, var value])
        {
            PreprocessSpec like = catalogue.Get(word).Preprocess!;
            return spec => Like(like, spec);
        }
        if (!Keys.TryGetValue(key, out Func<PreprocessSpec, string, PreprocessSpec?>? set))
        {
            throw new VisionException(
                $"there is no '{key}'{VisionException.Suggestion(key, Keys.Keys)} Known: {string.Join(", ", Keys.Keys)}.");
        }
        PreprocessSpec any = new() { Width = 1, Height = 1 };
        return set(any, value) is null
            ? throw new VisionException($"'{value}' is no value of {key}{Choices(key)}.")
            : spec => set(spec, value)!;
    }

    // The other model's, with the size and the layout that the file has; the shorter side keeps its share of the crop.
    private static PreprocessSpec Like(PreprocessSpec like, PreprocessSpec spec) => like with
    {
        Width = spec.Width,
        Height = spec.Height,
        Type = spec.Type,
        ChannelsLast = spec.ChannelsLast,
        ResizeTo = like.ResizeTo * Math.Min(spec.Width, spec.Height) / Math.Min(like.Width, like.Height),
    };

    private static string Choices(string key) => key.ToLowerInvariant() switch
    {
        "policy" => Names<ResizePolicy>(),
        "filter" => Names<ResizeFilter>(),
        "channels" => Names<ChannelOrder>(),
        _ => ", which takes a number, or three with commas between them",
    };

    private static string Names<T>() where T : struct, Enum =>
        ", which is one of " + string.Join(", ", Enum.GetNames<T>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]));

    private static bool Word<T>(string text, out T value) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);

    private static float[]? Numbers(string text)
    {
        List<float> numbers = [];
        foreach (string part in text.Split(','))
        {
            if (!float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) || !float.IsFinite(number))
                return null;
            numbers.Add(number);
        }
        return [.. numbers];
    }
}
