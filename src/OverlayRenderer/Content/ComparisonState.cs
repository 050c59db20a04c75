namespace RealtimeCnn.OverlayRenderer;

/// <summary>How far a network of a comparison is.</summary>
internal enum ComparisonState
{
    /// <summary>Others come first.</summary>
    Waiting,

    /// <summary>It is being loaded, or looks at the picture.</summary>
    Running,

    /// <summary>It has answered.</summary>
    Answered,

    /// <summary>It cannot answer.</summary>
    Failed,
}
