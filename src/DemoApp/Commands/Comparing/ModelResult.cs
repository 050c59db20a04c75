namespace RealtimeCnn.DemoApp;

/// <summary>What one network made of the pictures.</summary>
/// <param name="model">The network.</param>
internal sealed class ModelResult(ModelDefinition model)
{
    private readonly Dictionary<ComparedPicture, PictureAnswer> _answers = [];
    private double[]? _sorted;

    public ModelDefinition Model => model;

    /// <summary>Why it has no answers, or no more of them; null if all went well.</summary>
    public string? Error { get; set; }

    /// <summary>Its classes; none if it could not be loaded.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>What ran it, and why not something better.</summary>
    public string Backend { get; set; } = "";

    /// <summary>What was decided about it although its file leaves that open, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>Milliseconds until it was loaded, checked and warm.</summary>
    public double LoadMs { get; set; }

    /// <summary>Bytes that the whole process had in memory after the last picture, with this network and no other loaded.</summary>
    public long ProcessBytes { get; set; }

    /// <summary>Pictures that it failed on, and why on the first of them.</summary>
    public int Failures { get; set; }
    public string? FirstFailure { get; set; }

    public int Count => _answers.Count;

    /// <summary>Milliseconds from a decoded picture to the scores, by nearest rank; NaN if there are none.</summary>
    public double P50 => Percentile(0.50);
    public double P95 => Percentile(0.95);

    /// <summary>What it said of a picture; null if nothing.</summary>
    public PictureAnswer? Of(ComparedPicture picture) => _answers.TryGetValue(picture, out PictureAnswer answer) ? answer : null;

    public void Add(ComparedPicture picture, PictureAnswer answer)
    {
        _answers.Add(picture, answer);
        _sorted = null;
    }

    private double Percentile(double share)
    {
        _sorted ??= [.. _answers.Values.Select(answer => answer.Milliseconds).Order()];
        return _sorted.Length == 0 ? double.NaN : _sorted[Math.Max(0, (int)Math.Ceiling(share * _sorted.Length) - 1)];
    }
}
