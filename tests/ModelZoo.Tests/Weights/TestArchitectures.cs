namespace RealtimeCnn.Tests;

/// <summary>Small networks whose weights come in the forms that large ones have.</summary>
internal static class TestArchitectures
{
    /// <summary>LeNet-5 as shipped.</summary>
    public static Architecture LeNet5 => Architecture.Find("lenet5")!;

    /// <summary>Dense layers under the names of torchvision's VGG.</summary>
    public static Architecture VggHead { get; } = new("vgghead", (g, _) =>
    {
        GraphValue x = g.Flatten(g.Conv(g.Input("input", 1, 1, 4, 4), "features.0", channels: 2, kernel: 2));
        x = g.Tanh(g.Linear(x, "classifier.0", features: 6));
        x = g.Tanh(g.Linear(x, "classifier.3", features: 5));
        return g.Output(g.Linear(x, "classifier.6", features: 4), "logits");
    });

    /// <summary>A thousand classes, and tensors that only training uses.</summary>
    public static Architecture ThousandClasses { get; } = new("thousand", (g, _) =>
        g.Output(g.Linear(g.Flatten(g.Conv(g.Input("input", 1, 1, 3, 3), "conv", channels: 3, kernel: 3)), "fc", features: 1000), "logits"))
    {
        IgnoredPrefixes = ["aux."],
    };

    /// <summary>Names and shapes of an architecture's tensors.</summary>
    public static (string Name, long[] Shape)[] Tensors(Architecture architecture)
    {
        List<(string, long[])> tensors = [];
        architecture.Create((name, shape) =>
        {
            tensors.Add((name, shape.ToArray()));
            return FormulaWeights.Initializer(name, shape);
        });
        return [.. tensors];
    }
}
