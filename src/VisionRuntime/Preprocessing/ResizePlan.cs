namespace RealtimeCnn;

/// <summary>
/// Where a frame of one size lands in the tensor, and from which source pixels each row and column comes. Only the part that the tensor
/// shows is described: there is no full-size resized picture.
/// </summary>
/// <remarks>Immutable, so any thread may read it. All lengths are in pixels.</remarks>
internal sealed class ResizePlan
{
    private ResizePlan(PreprocessSpec spec, Axis x, Axis y, float border)
    {
        (Left, Top, Border) = (x.Offset, y.Offset, border);
        (ResizedWidth, ResizedHeight, CropX, CropY) = (x.Resized, y.Resized, x.Start, y.Start);
        X = ResizeTable.Create(spec.Filter, x.Source, x.Resized, x.Start, x.Length);
        Y = ResizeTable.Create(spec.Filter, y.Source, y.Resized, y.Start, y.Length);
    }

    // Of the same picture as it lies in memory.
    private ResizePlan(ResizePlan upright, ResizeTable x, ResizeTable y, bool isTurned)
    {
        (X, Y, Border) = (x, y, upright.Border);
        (Left, Top) = isTurned ? (upright.Top, upright.Left) : (upright.Left, upright.Top);
        (ResizedWidth, ResizedHeight) =
            isTurned ? (upright.ResizedHeight, upright.ResizedWidth) : (upright.ResizedWidth, upright.ResizedHeight);
        (CropX, CropY) = isTurned ? (upright.CropY, upright.CropX) : (upright.CropX, upright.CropY);
    }

    /// <summary>Width of the whole frame after resizing.</summary>
    public int ResizedWidth { get; }

    /// <summary>Height of the whole frame after resizing.</summary>
    public int ResizedHeight { get; }

    /// <summary>First column of the resized frame that the tensor shows.</summary>
    public int CropX { get; }

    /// <summary>First row of the resized frame that the tensor shows.</summary>
    public int CropY { get; }

    /// <summary>Column of the tensor at which the picture starts; what lies beside it is border.</summary>
    public int Left { get; }

    /// <summary>Row of the tensor at which the picture starts.</summary>
    public int Top { get; }

    /// <summary>Width of the picture in the tensor.</summary>
    public int Width => X.Length;

    /// <summary>Height of the picture in the tensor.</summary>
    public int Height => Y.Length;

    /// <summary>Value of the border, in 0..255, before normalisation.</summary>
    public float Border { get; }

    /// <summary>Source columns for each column of the picture.</summary>
    public ResizeTable X { get; }

    /// <summary>Source rows for each row of the picture.</summary>
    public ResizeTable Y { get; }

    /// <summary>The source columns that any column of the picture needs: the first, and the one behind the last.</summary>
    public (int First, int End) NeededColumns => Needed(X);

    /// <summary>
    /// The source rows that any row of the picture needs: the first, and the one behind the last. Not every one between is needed.
    /// </summary>
    public (int First, int End) NeededRows => Needed(Y);

    /// <summary>Works out geometry and weights for a frame size.</summary>
    /// <param name="spec">A valid description.</param>
    /// <param name="frameWidth">Frame width, 1..<see cref="Frame.MaxDimension"/>.</param>
    /// <param name="frameHeight">Frame height, the same range.</param>
    public static ResizePlan Create(PreprocessSpec spec, int frameWidth, int frameHeight)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameHeight, 1);
        switch (spec.Policy)
        {
            case ResizePolicy.Stretch:
                return new ResizePlan(spec, Axis.Whole(frameWidth, spec.Width), Axis.Whole(frameHeight, spec.Height), 0);

            case ResizePolicy.Letterbox:
                double fit = Math.Min((double)spec.Width / frameWidth, (double)spec.Height / frameHeight);
                return new ResizePlan(
                    spec, Axis.Fitted(frameWidth, fit, spec.Width), Axis.Fitted(frameHeight, fit, spec.Height), spec.PadValue);

            default:
                int shorter = spec.ResizeTo > 0 ? spec.ResizeTo : Math.Min(spec.Width, spec.Height);
                // torchvision, _compute_resized_output_size: the longer side is cut down to a whole number, not rounded.
                int longer = (int)((double)shorter * Math.Max(frameWidth, frameHeight) / Math.Min(frameWidth, frameHeight));
                (int width, int height) = frameWidth <= frameHeight ? (shorter, longer) : (longer, shorter);
                return new ResizePlan(
                    spec, Axis.Cropped(frameWidth, width, spec.Width), Axis.Cropped(frameHeight, height, spec.Height), 0);
        }
    }

    /// <summary>
    /// The plan for a frame's upright picture in terms of its rows in memory: flips and crop are in the tables. If the transform is a
    /// turned one, columns and rows have changed places throughout, and what comes of the plan is the picture transposed.
    /// </summary>
    /// <param name="spec">A valid description.</param>
    /// <param name="frame">Its shape counts, not its pixels.</param>
    public static ResizePlan InMemory(PreprocessSpec spec, Frame frame)
    {
        var upright = Create(spec, frame.UprightWidth, frame.UprightHeight);
        ResizeTable columns = upright.X.In(frame.UprightColumns), rows = upright.Y.In(frame.UprightRows);
        return frame.Transform.IsTurned
            ? new ResizePlan(upright, rows, columns, isTurned: true)
            : new ResizePlan(upright, columns, rows, isTurned: false);
    }

    private static (int First, int End) Needed(ResizeTable table)
    {
        (int first, int end) = (int.MaxValue, 0);
        for (int i = 0; i < table.Length; i++)
            (first, end) = (Math.Min(first, table.First(i)), Math.Max(end, table.First(i) + table.Count(i)));
        return (first, end);
    }

    // Source pixels -> resized pixels; of those, Length from Start on land in the tensor from Offset on.
    private readonly record struct Axis(int Source, int Resized, int Start, int Length, int Offset)
    {
        public static Axis Whole(int source, int target) => new(source, target, 0, target, 0);

        public static Axis Fitted(int source, double scale, int target)
        {
            int resized = Math.Clamp((int)Math.Round(source * scale), 1, target);
            return new(source, resized, 0, resized, (target - resized) / 2);
        }

        // torchvision, center_crop: int(round((size - crop) / 2.0)) rounds halves to even; a crop larger than the picture is padded with 0.
        public static Axis Cropped(int source, int resized, int target) => resized >= target
            ? new(source, resized, (int)Math.Round((resized - target) / 2.0, MidpointRounding.ToEven), target, 0)
            : new(source, resized, 0, resized, (target - resized) / 2);
    }
}
