namespace RealtimeCnn.Native;

/// <summary>The RCNN_SWAP_ constants of the header: a swap's stage only grows.</summary>
internal static class SwapStages
{
    public const int Waiting = 0;
    public const int Loading = 1;
    public const int Warming = 2;
    public const int Ready = 3;
    public const int Running = 4;
    public const int Failed = 5;
    public const int Cancelled = 6;
    public const int TakenBack = 7;
}
