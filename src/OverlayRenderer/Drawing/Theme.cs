using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Colours and measures, in units of the 720-line design. One accent; the stage colours stay apart for colour-blind eyes (Okabe and Ito).
/// </summary>
internal static class Theme
{
    public const float Margin = 12;
    public const float Padding = 12;
    public const float Gap = 8;
    public const float PanelRadius = 9;

    public static readonly SKColor Panel = new(11, 14, 20, 218);
    public static readonly SKColor PanelEdge = new(255, 255, 255, 30);
    public static readonly SKColor Divider = new(255, 255, 255, 26);
    public static readonly SKColor Track = new(255, 255, 255, 30);
    public static readonly SKColor Link = new(255, 255, 255, 90);
    public static readonly SKColor Primary = new(244, 246, 249);
    public static readonly SKColor Secondary = new(200, 207, 217);
    public static readonly SKColor Faint = new(160, 169, 182);
    public static readonly SKColor Accent = new(86, 180, 233);
    public static readonly SKColor AccentQuiet = new(86, 180, 233, 130);
    public static readonly SKColor AccentWash = new(86, 180, 233, 46);
    public static readonly SKColor Mark = new(255, 226, 122);
    public static readonly SKColor Warning = new(255, 184, 77);
    public static readonly SKColor OnWarning = new(34, 22, 0);
    public static readonly SKColor Aim = new(255, 255, 255, 150);
    public static readonly SKColor Recording = new(255, 82, 82);
    public static readonly SKColor Error = new(255, 122, 89);

    /// <summary>Colour of a stage, indexed by <see cref="Stage"/>.</summary>
    public static ReadOnlySpan<SKColor> Stages => StageColors;

    private static readonly SKColor[] StageColors = [new(86, 180, 233), new(240, 215, 88), new(16, 176, 134), new(214, 134, 182)];
}
