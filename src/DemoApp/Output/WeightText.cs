using System.Text.RegularExpressions;

namespace RealtimeCnn.DemoApp;

/// <summary>What is said of published weights, in a few words.</summary>
internal static partial class WeightText
{
    /// <summary>Size of the download; with a word before it where nobody states it.</summary>
    public static string Size(ModelDefinition model, WeightFamily family) => family switch
    {
        { Bytes: { } bytes } => ModelText.Size(bytes),
        { AboutBytes: { } about } => $"about {ModelText.Size(about)}",
        _ when model.Parameters > 0 => $"about {ModelText.Size(model.Parameters * sizeof(float))}",
        _ => "a file of unknown size",
    };

    /// <summary>The licence as a line; one that forbids something is a warning in a card.</summary>
    public static string Licence(WeightFamily family) =>
        family.NonCommercial ? $"! Licence: {family.Licence}" : $"Licence: {family.Licence}";

    /// <summary>A failure as short as a card wants it: addresses and paths by their last name, hashes by their first digits.</summary>
    public static string Short(string message) =>
        Hash().Replace(Location().Replace(Say.OneLine(message), "$1"), "$1...");

    [GeneratedRegex("""'[^']*[/\\]([^'/\\]+)[/\\]?'""")]
    private static partial Regex Location();

    [GeneratedRegex("([0-9a-f]{8})[0-9a-f]{24,}")]
    private static partial Regex Hash();
}
