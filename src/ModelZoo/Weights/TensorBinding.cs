using System.Globalization;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>A tensor of an architecture and where its values lie.</summary>
/// <param name="Name">The architecture's name for it.</param>
/// <param name="Shape">The architecture's shape.</param>
/// <param name="Stored">The tensor of the file.</param>
/// <param name="SkippedBytes">Bytes of the stored tensor before the first that counts.</param>
internal sealed record BoundTensor(string Name, long[] Shape, StoredTensor Stored, long SkippedBytes);

/// <summary>All tensors of an architecture, found in a file. What the file calls them and which form they have is settled here.</summary>
internal sealed class TensorBinding
{
    // Files made from TensorFlow's weights put "background" before the thousand classes.
    private const long Thousand = 1000, ThousandAndBackground = 1001;

    private readonly Dictionary<string, BoundTensor> _byName;

    private TensorBinding(IReadOnlyList<BoundTensor> tensors, IReadOnlyList<string> notes, long classes)
    {
        Tensors = tensors;
        Notes = notes;
        Classes = classes;
        _byName = tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>The tensors in the order the architecture asks for them.</summary>
    public IReadOnlyList<BoundTensor> Tensors { get; }

    /// <summary>What the user should know, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Whether ONNX Runtime can map all values where they lie. Any offset will do: 1.31.1 gives the same bits for tensors at odd
    /// addresses as for aligned ones.
    /// </summary>
    public bool CanBeMapped => Tensors.All(tensor => tensor.Stored is { Type: ElementType.Float32, Offset: >= 0 });

    /// <summary>Classes that the network tells apart.</summary>
    public long Classes { get; }

    /// <summary>Finds the architecture's tensors in a file.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="variant">Form of the network.</param>
    /// <param name="file">The file.</param>
    /// <param name="wanted">What is wanted of it; null for the published network.</param>
    /// <exception cref="VisionException">They are not all there, or the file holds others.</exception>
    public static TensorBinding Find(Architecture architecture, string variant, TensorFile file, WantedWeights? wanted = null)
    {
        wanted ??= new WantedWeights();
        try
        {
            List<string> notes = [];
            (TensorTable table, TensorMatch match, long classes) = Best(architecture, variant, file, wanted, notes);
            if (match.Fits)
                return new TensorBinding(match.Bound, [.. notes, .. match.Notes, .. file.Notes], classes);
            throw new VisionException($"Weights file '{file.Path}' does not fit {architecture.Id}: "
                + $"{match.Differences}{Suggestion(architecture, match, table.Tensors)}{OtherPlaces(file, table)}");
        }
        catch (InvalidDataException e)
        {
            throw new VisionException($"Weights file '{file.Path}' does not fit {architecture.Id}: {e.Message}.", e);
        }
    }

    /// <summary>Initializers that point into the files.</summary>
    /// <param name="locations">Names of the file's parts, as seen from the graph's folder.</param>
    public WeightSource PointingInto(IReadOnlyList<string> locations) => (name, _) =>
    {
        BoundTensor tensor = _byName[name];
        long length = TensorShape.ElementCount(tensor.Shape) * tensor.Stored.Type.Size();
        return new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { tensor.Shape },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData =
            {
                Entry("location", locations[tensor.Stored.Part]),
                Entry("offset", (tensor.Stored.Offset + tensor.SkippedBytes).ToString(CultureInfo.InvariantCulture)),
                Entry("length", length.ToString(CultureInfo.InvariantCulture)),
            },
        };
    };

    /// <summary>Whether a stored tensor serves for a needed one, and how many bytes at its beginning do not count; null if not.</summary>
    internal static long? SkippedBytes(StoredTensor stored, long[] shape, bool isLastLayer)
    {
        if (stored.Type == ElementType.Other)
            return null;
        if (stored.Shape.AsSpan().SequenceEqual(shape))
            return 0;
        // A kernel as large as its input, as a dense layer: [out, in, h, w] for [out, in * h * w].
        if (stored.Shape is [long rows, _, _, _] && shape is [long features, long inputs] && rows == features &&
            TensorShape.ElementCount(stored.Shape) == features * inputs)
        {
            return 0;
        }
        if (isLastLayer && stored.Shape is [ThousandAndBackground, ..] && shape is [Thousand, ..]
            && stored.Shape.AsSpan(1).SequenceEqual(shape.AsSpan(1)))
        {
            return stored.ByteCount / ThousandAndBackground;
        }
        return null;
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    // Of several tables the one that fits best; of those that fit equally well one of the network's own number of classes, and then the
    // first, as the file's reader orders them.
    private static (TensorTable Table, TensorMatch Match, long Classes) Best(
        Architecture architecture, string variant, TensorFile file, WantedWeights wanted, List<string> notes)
    {
        TensorTable[] tables = Choose(file, wanted.Key, notes);
        var matches = tables.Select(table => (Table: table, Fit: Match(architecture, variant, table.Tensors, wanted))).ToArray();
        long usual = architecture.Measure(variant, null).Tensors[^1].Shape[0];
        (TensorTable Table, (TensorMatch Match, long Classes) Fit) best = matches
            .OrderByDescending(each => each.Fit.Match.Share).ThenByDescending(each => each.Fit.Classes == usual).First();
        if (best.Fit.Match is { FitsButTheHead: true, Classes: { } odd } && odd is < 2 or > WantedWeights.MostClasses)
        {
            throw new InvalidDataException(
                $"it tells {Printable.Count(odd, "class")} apart; 2 to {WantedWeights.MostClasses:N0} are taken");
        }
        if (wanted.Classes is { } asked && best.Fit.Match.Classes is { } there && there != asked
            && !(there == ThousandAndBackground && asked == Thousand))
        {
            throw new InvalidDataException(
                $"it tells {there:N0} classes apart, but {asked:N0} are asked for{WantedWeights.Reason(there, asked)}");
        }
        string[] equals = [.. matches.Where(each => each.Fit.Match.Fits && each.Table != best.Table).Select(each => Quoted(each.Table))];
        if (best.Table.Key.Length > 0 && wanted.Key is null && (file.Tables.Count > 1 || best.Table.Key != "state_dict"))
            notes.Add($"The tensors under {Quoted(best.Table)} were taken.");
        if (equals.Length > 0)
            notes.Add($"Those under {string.Join(", ", equals)} fit as well and can be chosen by key.");
        return (best.Table, best.Fit.Match, best.Fit.Classes);
    }

    private static (TensorMatch Match, long Classes) Match(
        Architecture architecture, string variant, IReadOnlyList<StoredTensor> stored, WantedWeights wanted)
    {
        IReadOnlyList<(string Name, long[] Shape)> published = architecture.Measure(variant, null).Tensors;
        TensorMatch match = TensorMatch.Of(architecture, published, stored);
        long usual = published[^1].Shape[0];
        bool hasOwn = match.Classes is { } own && own != usual && !(own == ThousandAndBackground && usual == Thousand)
            && own is > 1 and <= WantedWeights.MostClasses;
        long classes = wanted.Classes ?? (wanted.AnyClasses && hasOwn ? match.Classes!.Value : usual);
        return classes == usual
            ? (match, usual)
            : (TensorMatch.Of(architecture, architecture.Measure(variant, classes).Tensors, stored), classes);
    }

    // The tables to look at: all, or that under the key, or what stands in any of them behind the key as a prefix.
    private static TensorTable[] Choose(TensorFile file, string? key, List<string> notes)
    {
        if (key is null)
            return [.. file.Tables];
        if (file.Tables.FirstOrDefault(table => table.Key == key) is { } exact)
            return [exact];
        TensorTable[] named = [.. file.Tables.Where(table => table.Key.EndsWith("." + key, StringComparison.Ordinal))];
        if (named.Length > 0)
            return named;
        string prefix = key.TrimEnd('.') + '.';
        foreach (TensorTable table in file.Tables)
        {
            StoredTensor[] within = [.. table.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))];
            if (within.Length == 0)
                continue;
            notes.Add($"Only what stands under '{Printable.Name(prefix)}' was looked at, as asked for "
                + $"({Printable.Count(within.Length, "tensor")}).");
            return [table with { Tensors = within }];
        }
        string[] keys = [.. file.Tables.Select(table => table.Key).Where(known => known.Length > 0).Select(Printable.Name)];
        throw new InvalidDataException($"it holds no tensors under '{Printable.Name(key)}'"
            + (keys.Length == 0
                ? ": its tensors stand at the top"
                : $"{Nearest.Suggestion(key, keys)} It has: {Printable.FirstTen(keys)}"));
    }

    private static string Quoted(TensorTable table) => table.Key.Length == 0 ? "the top" : $"'{Printable.Name(table.Key)}'";

    private static string OtherPlaces(TensorFile file, TensorTable table)
    {
        TensorTable[] others = [.. file.Tables.Where(other => other.Key != table.Key)];
        if (others.Length > 0)
            return $" That is under {Quoted(table)}; it holds tensors under {string.Join(", ", others.Take(8).Select(Quoted))} too.";
        return ShardedFile.IsShard(file.Path) ? " It is one of several parts: import the index that lists them (.index.json)." : "";
    }

    private static string Suggestion(Architecture asked, TensorMatch askedMatch, IReadOnlyList<StoredTensor> tensors)
    {
        const double Likely = 0.5;
        (Architecture? nearest, double share) = (asked, Math.Max(askedMatch.Share, Likely));
        foreach (Architecture other in Architecture.All)
        {
            double otherShare = TensorMatch.Of(other, other.Measure("", null).Tensors, tensors).Share;
            if (otherShare > share)
                (nearest, share) = (other, otherShare);
        }
        return nearest == asked ? "" : $" It looks like {nearest.Id} ({(int)(share * 100)}% of the tensors match).";
    }
}
