namespace RealtimeCnn.DemoApp;

/// <summary>How a pull stands.</summary>
internal enum PullStage
{
    /// <summary>Bytes come, or are checked.</summary>
    UnderWay,

    /// <summary>The weights are here.</summary>
    Done,

    /// <summary>The user stopped it; what is here stays for the next time.</summary>
    Stopped,

    /// <summary>It failed.</summary>
    Failed,
}
