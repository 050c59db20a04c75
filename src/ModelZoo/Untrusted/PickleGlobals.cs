using System.Collections.Frozen;

namespace RealtimeCnn.ModelZoo;

/// <summary>The only classes and functions that a state dict may name.</summary>
internal static class PickleGlobals
{
    /// <summary>An empty ordered dictionary, or one of the given pairs.</summary>
    public const string OrderedDictionary = "collections.OrderedDict";

    /// <summary>(storage, offset, shape, strides, ...): a tensor.</summary>
    public const string RebuildTensor = "torch._utils._rebuild_tensor_v2";

    /// <summary>The same, before PyTorch 0.4.</summary>
    public const string RebuildOldTensor = "torch._utils._rebuild_tensor";

    /// <summary>(tensor, ...): a tensor that training changes.</summary>
    public const string RebuildParameter = "torch._utils._rebuild_parameter";

    /// <summary>The same, before PyTorch 0.4.</summary>
    public const string Parameter = "torch.nn.parameter.Parameter";

    /// <summary>Element types and sizes in bytes by the name of the storage class.</summary>
    public static FrozenDictionary<string, (ElementType Type, int Size)> Storages { get; } =
        new (string Class, ElementType Type, int Size)[]
        {
            ("FloatStorage", ElementType.Float32, 4),
            ("HalfStorage", ElementType.Float16, 2),
            ("BFloat16Storage", ElementType.BFloat16, 2),
            ("DoubleStorage", ElementType.Float64, 8),
            ("LongStorage", ElementType.Other, 8),
            ("IntStorage", ElementType.Other, 4),
            ("ShortStorage", ElementType.Other, 2),
            ("CharStorage", ElementType.Other, 1),
            ("ByteStorage", ElementType.Other, 1),
            ("BoolStorage", ElementType.Other, 1),
        }
        .SelectMany(row => new[] { ("torch." + row.Class, (row.Type, row.Size)), ("torch.cuda." + row.Class, (row.Type, row.Size)) })
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>Whether a pickle may name it.</summary>
    public static bool Allows(string name) =>
        name is OrderedDictionary or RebuildTensor or RebuildOldTensor or RebuildParameter or Parameter || Storages.ContainsKey(name);
}
