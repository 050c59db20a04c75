namespace RealtimeCnn.DemoApp;

/// <summary>Which networks are compared.</summary>
internal static class ComparedModels
{
    public const string All = "all";

    /// <summary>Whether every one that has weights is meant.</summary>
    public static bool IsAll(string text) => text.Equals(All, StringComparison.OrdinalIgnoreCase);

    /// <summary>Those that a text names.</summary>
    /// <param name="catalogue">The catalogue with the weights that are here.</param>
    /// <param name="text">"all", or ids and paths with commas between.</param>
    /// <exception cref="VisionException">One of them does not exist; the message suggests the nearest.</exception>
    public static IReadOnlyList<ModelDefinition> Named(ModelCatalogue catalogue, string text)
    {
        if (IsAll(text))
            return catalogue.Models;
        const StringSplitOptions Filled = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        string[] names = File.Exists(text) ? [text] : text.Split(',', Filled);
        if (names.Length == 0)
            throw new VisionException($"'{text}' names no model.");
        if (names.Any(IsAll))
            throw new VisionException($"'{All}' stands alone: it is every model.");
        return [.. names.Select(name => catalogue.Resolve(name)).DistinctBy(model => model.File ?? model.Id)];
    }

    /// <summary>Those of them that have weights: the others answer noise.</summary>
    /// <param name="named">What was asked for.</param>
    /// <param name="areAll">Whether it was "all": then those without are left out, and that is told.</param>
    /// <param name="tell">Hears of it.</param>
    /// <exception cref="VisionException">One that was named has none; the message says how to get them.</exception>
    public static IReadOnlyList<ModelDefinition> Trained(IReadOnlyList<ModelDefinition> named, bool areAll, Action<string> tell)
    {
        ModelDefinition[] without = [.. named.Where(model => !model.IsTrained)];
        if (without.Length == 0)
            return named;
        string ids = string.Join(' ', without.Select(model => model.Id)), command = $"{ProgramName.Typed} models pull {ids}";
        string have = without.Length == 1 ? $"'{ids}' has no weights" : $"{without.Length} models have no weights";
        if (!areAll)
            throw new VisionException($"{have} here, only noise to answer: '{command}' gets them, --untrained compares noise.");
        tell($"{have} here and are left out: '{command}' gets them, --untrained lets them in.");
        return [.. named.Except(without)];
    }
}
