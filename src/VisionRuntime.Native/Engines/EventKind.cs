namespace RealtimeCnn.Native;

/// <summary>The RCNN_EVENT_ constants of the header.</summary>
internal static class EventKind
{
    public const int Swapped = 1;
    public const int SwapFailed = 2;
    public const int SwapCancelled = 3;
    public const int TakenBack = 4;
    public const int Stopped = 5;
}
