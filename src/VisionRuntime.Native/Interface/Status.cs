namespace RealtimeCnn.Native;

/// <summary>What functions return: the RCNN_OK and RCNN_E_ constants of the header.</summary>
internal static class Status
{
    public const int Ok = 0;
    public const int Nothing = 1;
    public const int Replaced = 2;
    public const int NoHandle = -1;
    public const int BadArgument = -2;
    public const int BadSize = -3;
    public const int Busy = -4;
    public const int Limit = -5;
    public const int Model = -6;
    public const int Memory = -7;
    public const int Library = -8;
    public const int Gpu = -9;
    public const int Internal = -127;
}
