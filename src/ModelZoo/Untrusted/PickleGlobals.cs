using System.Collections.Frozen;

namespace RealtimeCnn.ModelZoo;

/// <summary>The classes and functions that state dicts are made of, and those that no checkpoint has any use for.</summary>
internal static class PickleGlobals
{
    /// <summary>An empty ordered dictionary, or one of the given pairs.</summary>
    public const string OrderedDictionary = "collections.OrderedDict";

    /// <summary>A dictionary that makes up what it lacks; its argument is how.</summary>
    public const string DefaultDictionary = "collections.defaultdict";

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
            ("QInt8Storage", ElementType.Other, 1),
            ("QUInt8Storage", ElementType.Other, 1),
            ("QInt32Storage", ElementType.Other, 4),
            ("ComplexFloatStorage", ElementType.Other, 8),
            ("ComplexDoubleStorage", ElementType.Other, 16),
            ("storage.UntypedStorage", ElementType.Other, 1),
        }
        .SelectMany(row => new[] { ("torch." + row.Class, (row.Type, row.Size)), ("torch.cuda." + row.Class, (row.Type, row.Size)) })
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    // Modules that start programs, open connections or change files, under all names that they have had.
    private static readonly FrozenSet<string> Modules = new[]
    {
        "os", "posix", "nt", "subprocess", "_posixsubprocess", "sys", "pty", "shutil", "socket", "ctypes", "runpy", "importlib",
        "webbrowser", "pdb", "bdb", "timeit",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Builtins =
        new[] { "eval", "exec", "execfile", "compile", "open", "file", "__import__", "input", "breakpoint", "exit" }.ToFrozenSet();

    /// <summary>Whether it runs programs or code of whoever wrote the file: only an attack names it.</summary>
    public static bool RunsPrograms(string name)
    {
        string[] parts = name.Split('.');
        return parts[0] is "builtins" or "__builtin__" ? parts.Skip(1).Any(Builtins.Contains) : Modules.Contains(parts[0]);
    }

    /// <summary>Whether a state dict is made of it.</summary>
    public static bool Allows(string name) =>
        name is OrderedDictionary or RebuildTensor or RebuildOldTensor or RebuildParameter or Parameter || Storages.ContainsKey(name);
}
