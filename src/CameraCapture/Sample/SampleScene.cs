namespace RealtimeCnn.CameraCapture;

/// <summary>
/// The built-in scene: handwritten digits that appear stroke by stroke on paper or a chalk board, and photographs in between. A frame
/// depends on its number alone. Drawing frames in order allocates nothing.
/// </summary>
/// <remarks>
/// One thread. A digit's <see cref="Frame.Truth"/> is null while it is being written: half a digit is no digit.
/// </remarks>
internal sealed class SampleScene : IDisposable
{
    /// <summary>Width of every frame, in pixels.</summary>
    public const int Width = 1280;

    /// <summary>Height of every frame, in pixels.</summary>
    public const int Height = 720;

    /// <summary>Frames per second.</summary>
    public const int Fps = 30;

    // Two seconds per item: one to write the digit, one to hold it; a photograph takes both.
    private const int ItemFrames = 2 * Fps;
    private const int WritingFrames = Fps;
    private const int UnitItems = 3;
    private const int Units = 40;

    /// <summary>Frames until the scene starts over.</summary>
    public const int LoopFrames = Units * UnitItems * ItemFrames;

    private static readonly int[] DigitOrder = [3, 7, 2, 5, 0, 8, 4, 9, 6, 1];
    private static readonly string[] DigitNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private readonly SamplePhotos _photos;
    private readonly DigitCanvas _canvas = new();
    private long _canvasItem = -1;
    private int _canvasStep;

    /// <param name="photos">The scene's from now on.</param>
    public SampleScene(SamplePhotos photos) => _photos = photos;

    /// <summary>Draws one frame.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="into">Shaped and filled, truth included.</param>
    public void Draw(long index, Frame into)
    {
        long item = index % LoopFrames / ItemFrames;
        int step = (int)(index % ItemFrames);
        int unit = (int)(item / UnitItems);
        switch (item % UnitItems)
        {
            case 0:
                DrawDigit(item, 2 * unit, step, into);
                break;
            case 1:
                _photos.Draw(unit % SamplePhotos.Count, pan: unit, step, ItemFrames, into);
                break;
            case 2:
                DrawDigit(item, 2 * unit + 1, step, into);
                break;
        }
    }

    /// <summary>The frame in which another item is complete: a digit is written, a photograph halfway past.</summary>
    /// <param name="index">The frame to be drawn next.</param>
    /// <param name="items">How many items further than the one of the frame before; less than 0: back.</param>
    public static long Step(long index, int items)
    {
        const long Items = LoopFrames / ItemFrames;
        long item = Math.Max(index - 1, 0) % LoopFrames / ItemFrames + items % Items;
        return (item + Items) % Items * ItemFrames + WritingFrames;
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _photos.Dispose();
    }

    private void DrawDigit(long item, int ordinal, int step, Frame into)
    {
        int digit = DigitOrder[ordinal % DigitOrder.Length];
        int repetition = ordinal / DigitOrder.Length;
        if (item != _canvasItem || step < _canvasStep)
        {
            _canvas.Begin(digit, repetition, (DigitLook)((ordinal + repetition) & 1));
            _canvasItem = item;
        }
        _canvasStep = step;
        _canvas.DrawUpTo(Math.Min((step + 1f) / WritingFrames, 1));
        _canvas.CopyTo(into);
        into.Truth = step >= WritingFrames ? DigitNames[digit] : null;
    }
}
