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
    private const long Classes = 1000, ClassesWithBackground = 1001;

    private readonly Dictionary<string, BoundTensor> _byName;

    private TensorBinding(IReadOnlyList<BoundTensor> tensors, IReadOnlyList<string> notes)
    {
        Tensors = tensors;
        Notes = notes;
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

    /// <summary>Finds the architecture's tensors in a file.</summary>
    /// <exception cref="VisionException">They are not all there, or the file holds others.</exception>
    public static TensorBinding Find(Architecture architecture, string variant, TensorFile file)
    {
        List<(string Name, long[] Shape)> needed = Needs(architecture, variant);
        try
        {
            TensorMatch match = TensorMatch.Of(architecture, needed, file.Tensors);
            if (match.Fits)
                return new TensorBinding(match.Bound, match.Notes);
            throw new VisionException(
                $"Weights file '{file.Path}' does not fit {architecture.Id}: {match.Differences}{Suggestion(architecture, match, file)}");
        }
        catch (InvalidDataException e)
        {
            throw new VisionException($"Weights file '{file.Path}' does not fit {architecture.Id}: {e.Message}.", e);
        }
    }

    /// <summary>Initializers that point into the file.</summary>
    /// <param name="location">The file's name, as seen from the graph's folder.</param>
    public WeightSource PointingInto(string location) => (name, _) =>
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
                Entry("location", location),
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
        if (isLastLayer && stored.Shape is [ClassesWithBackground, ..] && shape is [Classes, ..]
            && stored.Shape.AsSpan(1).SequenceEqual(shape.AsSpan(1)))
        {
            return stored.ByteCount / ClassesWithBackground;
        }
        return null;
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    // Builds the graph once over tensors without values, to learn what it asks for.
    private static List<(string Name, long[] Shape)> Needs(Architecture architecture, string variant)
    {
        List<(string, long[])> needed = [];
        architecture.Create(
            (name, shape) =>
            {
                needed.Add((name, shape.ToArray()));
                return new TensorProto { Name = name, Dims = { shape.ToArray() } };
            },
            variant);
        return needed;
    }

    private static string Suggestion(Architecture asked, TensorMatch askedMatch, TensorFile file)
    {
        const double Likely = 0.5;
        (Architecture? nearest, double share) = (asked, Math.Max(askedMatch.Share, Likely));
        foreach (Architecture other in Architecture.All)
        {
            double otherShare = TensorMatch.Of(other, Needs(other, ""), file.Tensors).Share;
            if (otherShare > share)
                (nearest, share) = (other, otherShare);
        }
        return nearest == asked ? "" : $" It looks like {nearest.Id} ({(int)(share * 100)}% of the tensors match).";
    }
}
