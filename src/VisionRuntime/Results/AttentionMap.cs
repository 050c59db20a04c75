namespace RealtimeCnn;

/// <summary>
/// Which places of a picture a network's best class comes from, as far as its last feature maps tell: a few numbers down and across, over
/// what the network saw of the picture.
/// </summary>
/// <remarks>One thread at a time. Belongs to the result or the model that it is of, and holds as long as its scores do.</remarks>
public sealed class AttentionMap
{
    private float[] _values = [];

    /// <summary>Columns; 0 where there is no map.</summary>
    public int Width { get; private set; }

    /// <summary>Rows; 0 where there is no map.</summary>
    public int Height { get; private set; }

    /// <summary>Whether there is no map.</summary>
    public bool IsEmpty => Width == 0;

    /// <summary>
    /// Row after row, the top one first. Of networks that end in a mean of their maps what each place adds to the class's score (CAM), in
    /// units of the score, below 0 where it speaks against the class; of others the same by the gradient (Grad-CAM), 0 and above.
    /// </summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Width * Height);

    /// <summary>Index of the class that it is for, the one with the best score.</summary>
    public int ClassId { get; internal set; }

    /// <summary>
    /// Where the map's left edge lies, in pixels of the upright picture: below 0 where the network saw a border beside the picture.
    /// </summary>
    public float Left { get; private set; }

    /// <summary>The same of its upper edge.</summary>
    public float Top { get; private set; }

    /// <summary>The same of its right edge; above the picture's width where there is a border.</summary>
    public float Right { get; private set; }

    /// <summary>The same of its lower edge.</summary>
    public float Bottom { get; private set; }

    /// <summary>Gives it a size; allocates only when it grows. Its values are undefined then.</summary>
    internal Span<float> Resize(int width, int height)
    {
        if (_values.Length < width * height)
            _values = new float[width * height];
        (Width, Height) = (width, height);
        return _values.AsSpan(0, width * height);
    }

    /// <summary>Says which part of a picture the network sees, in its pixels.</summary>
    internal void Place(float left, float top, float right, float bottom) => (Left, Top, Right, Bottom) = (left, top, right, bottom);

    /// <summary>Becomes as another, or, without one, empty. Allocates only when it grows.</summary>
    internal void CopyFrom(AttentionMap? other)
    {
        if (other is null)
        {
            (Width, Height) = (0, 0);
            return;
        }
        other.Values.CopyTo(Resize(other.Width, other.Height));
        (ClassId, Left, Top, Right, Bottom) = (other.ClassId, other.Left, other.Top, other.Right, other.Bottom);
    }
}
