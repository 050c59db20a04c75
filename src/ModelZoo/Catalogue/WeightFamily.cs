using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>One published set of weights of a network.</summary>
public sealed record WeightFamily
{
    internal const int HashDigits = 64;

    /// <summary>Who trained it and which edition, such as <c>torchvision-v2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the publisher serves the file.</summary>
    public required Uri Url { get; init; }

    /// <summary>Format of the file in lower case, such as <c>safetensors</c>.</summary>
    [JsonIgnore]
    public string FormatName => Format.ToString().ToLowerInvariant();

    /// <summary>Size of the file; null if the publisher states none.</summary>
    public long? Bytes { get; init; }

    /// <summary>Size of the file in bytes to about a thousandth, where <see cref="Bytes"/> is not known; shown, never checked.</summary>
    public long? AboutBytes { get; init; }

    /// <summary>
    /// Percent of ImageNet's validation pictures whose first answer is right, 0 to 100, as the publisher states it; null if he does not.
    /// </summary>
    public double? Top1 { get; init; }

    /// <summary>SHA-256 of the file in lower-case hex, or as many of its first digits as are known; null if none are.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// What the publisher leaves open of the file's SHA-256, a sentence without its full stop; null if all of it is stated. Where something
    /// is open, <see cref="ModelStore"/> keeps the hash of what came first, and holds later downloads to it.
    /// </summary>
    [JsonIgnore]
    public string? HashGap => Sha256?.Length switch
    {
        HashDigits => null,
        null => "the publisher states no SHA-256 of it",
        { } known => $"the publisher states only {known} of the {HashDigits} digits of its SHA-256",
    };

    /// <summary>Licence, as stated by the publisher.</summary>
    public required string Licence { get; init; }

    /// <summary>True if the licence forbids commercial use.</summary>
    public bool NonCommercial { get; init; }

    /// <summary>Form of the architecture that these weights were trained with; empty for the usual one.</summary>
    public string Variant { get; init => field = value ?? ""; } = ""; // null where the JSON has none

    /// <summary>Number of classes in the file, where it differs from the network's: 1001 has the background first.</summary>
    public int? Classes { get; init; }

    /// <summary>How frames become the input; null means: as the network's entry says.</summary>
    public PreprocessSpec? Preprocess { get; init; }

    [JsonInclude]
    [JsonRequired]
    internal WeightFormat Format { get; init; }

    /// <summary>Whether a file is this one, as far as the catalogue can tell; false where it states no hash.</summary>
    internal bool Is(long bytes, string sha256) =>
        Sha256 is not null && sha256.StartsWith(Sha256, StringComparison.Ordinal) && (Bytes ?? bytes) == bytes;
}

/// <summary>Formats in which weights are published.</summary>
internal enum WeightFormat
{
    /// <summary>A header in JSON, then raw tensors.</summary>
    Safetensors,

    /// <summary>PyTorch's: a zip around a pickle and raw tensors, or, before 2020, a bare pickle.</summary>
    Pth,

    /// <summary>A whole graph with its weights.</summary>
    Onnx,

    /// <summary>Caffe's protobuf: blobs by layer name.</summary>
    CaffeModel,
}
