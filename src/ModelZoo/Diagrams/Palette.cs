namespace RealtimeCnn.ModelZoo;

/// <summary>Colours of one kind of operation, as <c>#rrggbb</c>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Fill">A light ground: dark text on it has a contrast above 7 to 1.</param>
/// <param name="Line">A strong tone of the same colour.</param>
internal readonly record struct Swatch(string Name, string Fill, string Line);

/// <summary>One colour for each kind of operation, the same in every diagram.</summary>
internal static class Palette
{
    public static Swatch Of(OperationKind kind) => kind switch
    {
        OperationKind.Input => new("Input", "#ffffff", "#64748b"),
        OperationKind.Convolution => new("Convolution", "#dbeafe", "#2563eb"),
        OperationKind.GroupedConvolution => new("Grouped convolution", "#cffafe", "#0891b2"),
        OperationKind.Pooling => new("Pooling", "#fee2e2", "#dc2626"),
        OperationKind.FullyConnected => new("Fully connected", "#ede9fe", "#7c3aed"),
        OperationKind.Concatenation => new("Concatenation", "#fef9c3", "#a16207"),
        OperationKind.Addition => new("Addition", "#dcfce7", "#16a34a"),
        OperationKind.Normalisation => new("Normalisation", "#ccfbf1", "#0f766e"),
        OperationKind.Activation => new("Activation", "#fce7f3", "#db2777"),
        OperationKind.Softmax => new("Softmax", "#fae8ff", "#c026d3"),
        OperationKind.Reshape => new("Reshape", "#f1f5f9", "#475569"),
        OperationKind.Scaling => new("Scaling", "#ecfccb", "#4d7c0f"),
        OperationKind.Block => new("Building block", "#ffedd5", "#c2410c"),
        _ => new("Other", "#f5f5f4", "#78716c"),
    };
}
