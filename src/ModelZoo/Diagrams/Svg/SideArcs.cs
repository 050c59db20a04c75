namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Connections between boxes that stand one below the other: an arrow to the next one, an arc along the left side to any other, each
/// arc in the innermost lane that is free on its way.
/// </summary>
internal sealed class SideArcs
{
    private const int MaxLanes = 12;

    /// <summary>With more arcs than this, lanes are dealt out in turn: no eye could follow them anyway.</summary>
    private const int MaxForSearch = 2_000;

    private const double LaneWidth = 9, Bend = 12;
    private readonly List<(int From, int To, int Lane)> _arcs = [];
    private readonly bool[] _hasArrow;

    /// <param name="inputs">For each box the boxes it follows, by position.</param>
    public SideArcs(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        _hasArrow = new bool[inputs.Count];
        List<(int From, int To)> far = [];
        for (int i = 0; i < inputs.Count; i++)
        {
            foreach (int input in inputs[i])
            {
                if (input == i - 1)
                    _hasArrow[i] = true;
                else
                    far.Add((input, i));
            }
        }
        // Short arcs inside, long ones around them. A lane is busy up to where its last arc ends, as seen in this order.
        List<List<(int Low, int High)>> lanes = [];
        foreach ((int from, int to) in far.OrderBy(arc => Math.Abs(arc.To - arc.From)).ThenBy(arc => arc.From))
        {
            (int low, int high) = (Math.Min(from, to), Math.Max(from, to));
            int lane = far.Count > MaxForSearch
                ? _arcs.Count % MaxLanes
                : lanes.FindIndex(busy => busy.TrueForAll(other => other.High <= low || other.Low >= high));
            lane = lane < 0 ? Math.Min(lanes.Count, MaxLanes - 1) : lane;
            while (lanes.Count <= lane)
                lanes.Add([]);
            lanes[lane].Add((low, high));
            _arcs.Add((from, to, lane));
        }
        Width = lanes.Count == 0 ? 0 : Bend + (lanes.Count * LaneWidth);
    }

    /// <summary>Room the arcs take on the left.</summary>
    public double Width { get; }

    /// <summary>Draws arrows and arcs.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="boxes">The boxes.</param>
    /// <param name="ports">Where on its upper and lower edge a box is entered and left.</param>
    /// <param name="colourOf">Colour of the arcs that end in a box.</param>
    public void Draw(SvgCanvas canvas, IReadOnlyList<Area> boxes, Func<int, (double Entry, double Exit)> ports, Func<int, string> colourOf)
    {
        for (int i = 1; i < boxes.Count; i++)
        {
            if (!_hasArrow[i])
                continue;
            double x = ports(i).Entry;
            canvas.Path($"M{N(ports(i - 1).Exit)} {N(boxes[i - 1].Bottom)}L{N(x)} {N(boxes[i].Y - 5)}", DiagramSvg.EdgeColour, 1.4);
            canvas.ArrowDown(x, boxes[i].Y, DiagramSvg.EdgeColour);
        }
        foreach ((int from, int to, int lane) in _arcs)
        {
            double left = boxes[from].X, end = boxes[to].X, side = Math.Min(left, end) - Bend - (lane * LaneWidth);
            double fromY = boxes[from].Bottom - 10, toY = boxes[to].Y + 10, turn = fromY < toY ? 8 : -8;
            canvas.Path(
                $"M{N(left)} {N(fromY)}H{N(side + 8)}Q{N(side)} {N(fromY)} {N(side)} {N(fromY + turn)}" +
                $"V{N(toY - turn)}Q{N(side)} {N(toY)} {N(side + 8)} {N(toY)}H{N(end - 5)}",
                colourOf(to), 1.6);
            canvas.Path($"M{N(end - 6)} {N(toY - 3.5)}v7l6-3.5z", "none", 0, colourOf(to));
        }
    }

    private static string N(double value) => SvgCanvas.N(value);
}
