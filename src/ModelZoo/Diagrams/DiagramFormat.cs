namespace RealtimeCnn.ModelZoo;

/// <summary>How a diagram is written.</summary>
public enum DiagramFormat
{
    /// <summary>A self-contained picture: no script, no font and no link.</summary>
    Svg,

    /// <summary>A directed graph for Graphviz.</summary>
    Dot,

    /// <summary>An aligned table for a terminal of 100 columns.</summary>
    Text,
}

/// <summary>How much a diagram shows.</summary>
public enum DiagramDetail
{
    /// <summary>The paper's building blocks, neighbours of one kind folded into one.</summary>
    Blocks,

    /// <summary>Every operation, parallel branches as branches.</summary>
    Layers,
}
