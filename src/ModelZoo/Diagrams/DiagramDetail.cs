namespace RealtimeCnn.ModelZoo;

/// <summary>How much a diagram shows.</summary>
internal enum DiagramDetail
{
    /// <summary>The paper's building blocks, neighbours of one kind folded into one.</summary>
    Blocks,

    /// <summary>Every operation, parallel branches as branches.</summary>
    Layers,
}
