using System.Globalization;

namespace GameLoop;

/// <summary>What the command line says.</summary>
internal sealed record Options(double Seconds, string Model, bool Swaps)
{
    public const string Usage = "Usage: GameLoop [--seconds 12] [--model vgg16] [--no-swap]";

    /// <summary>Null if it says something else.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options(12, "vgg16", true); // without its weights that network runs untrained: the same work, and no sense
        for (int i = 0; i < args.Length; i++)
            switch (args[i])
            {
                case "--seconds" when i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out double seconds)
                    && seconds is >= 1 and <= 3600:
                    options = options with { Seconds = seconds };
                    i++;
                    break;
                case "--model" when i + 1 < args.Length:
                    options = options with { Model = args[++i] };
                    break;
                case "--no-swap":
                    options = options with { Swaps = false };
                    break;
                default:
                    return null;
            }
        return options;
    }
}
