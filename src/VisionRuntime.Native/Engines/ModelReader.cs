namespace RealtimeCnn.Native;

/// <summary>Reads what a host says of a model of its own.</summary>
internal static unsafe class ModelReader
{
    private const ulong MostBytes = 2147483591; // of an array
    private const int LongestId = 80;

    /// <summary>Reads it; bytes are copied.</summary>
    public static ModelDefinition Read(in NativeModel from)
    {
        string? path = Text.ReadPath(from.Path, "rcnn_model.path");
        if ((path is null) == (from.Bytes == null))
            throw Refused("rcnn_model has a path or bytes: one of the two.");
        string? id = Text.Read(from.Id, "rcnn_model.id");
        if (id is not null && !IsName(id))
            throw Refused($"rcnn_model.id is a name of 1 to {LongestId} characters that can be printed.");
        string? labelsPath = Text.ReadPath(from.LabelsPath, "rcnn_model.labels_path");
        string? labels = Text.Read(from.Labels, "rcnn_model.labels", TextLimits.LongestLabels);
        if (labels is not null && string.IsNullOrWhiteSpace(labels))
            throw Refused("rcnn_model.labels has no name in it; null for none.");
        if (labelsPath is not null && (labels is not null || path is null))
            throw Refused("rcnn_model.labels_path goes with a path and without labels.");
        ModelDefinition model = path is not null
            ? ModelDefinition.FromFile(path, labelsPath)
            : ModelDefinition.FromBytes(id ?? throw Refused("rcnn_model.id is null: bytes have no other name."), Copy(from));
        if (id is not null)
            model = model with { Id = id, Name = id };
        if (labels is not null)
            model = model with { Labels = labels.TrimEnd().Split('\n', StringSplitOptions.TrimEntries) };
        return model with
        {
            Preprocess = from.Preprocess == null ? null : PreprocessReader.Read(from.Preprocess),
            Output = Text.Read(from.Output, "rcnn_model.output"),
            Scores = Scores(Text.Read(from.Scores, "rcnn_model.scores")),
        };
    }

    private static bool IsName(string id) =>
        !string.IsNullOrWhiteSpace(id) && id.Length <= LongestId && !id.Contains('\n') && VisionException.Plain(id) == id;

    private static byte[] Copy(in NativeModel from) => from.ByteCount is > 0 and <= MostBytes
        ? new ReadOnlySpan<byte>(from.Bytes, (int)from.ByteCount).ToArray()
        : throw Refused($"rcnn_model.byte_count is {from.ByteCount}; it is 1 to {MostBytes}.");

    private static string? Scores(string? scores) => scores is null or "logits" or "softmax" or "log-softmax" or "sigmoid"
        ? scores : throw Refused($"rcnn_model.scores is '{scores}'; it is logits, softmax, log-softmax or sigmoid.");

    private static Refusal Refused(string why) => new(Status.BadArgument, why);
}
