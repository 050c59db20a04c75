namespace RealtimeCnn.ModelZoo;

/// <summary>Way of one connection: where it leaves, the columns it passes on its way down, and where it arrives.</summary>
/// <param name="From">Item it leaves.</param>
/// <param name="To">Item it reaches.</param>
/// <param name="IsFar">Whether it is too long for columns and is to run along the side.</param>
/// <param name="Columns">Between the two, rank by rank: the middle of its column and the top and bottom of that rank.</param>
internal sealed record Route(int From, int To, bool IsFar, IReadOnlyList<(double X, double Top, double Bottom)> Columns);

/// <summary>
/// Places the items of a graph in ranks from top to bottom, each below all that it follows, parallel branches side by side, after
/// Sugiyama: ranks by longest path, long connections through columns of their own, few crossings by barycentres, positions by least
/// squares.
/// </summary>
internal sealed class LayeredLayout
{
    /// <summary>Longest connection that gets columns of its own; longer ones run along the side.</summary>
    private const int MaxSpan = 24;

    /// <summary>Most columns of all long connections together; the rest runs along the side.</summary>
    private const int MaxColumns = 20_000;

    /// <summary>Above this many items and columns, or connections, crossings stay as the file's order gives them.</summary>
    private const int MaxForOrdering = 3_000;

    private const double LaneWidth = 14;
    private const int PlaceSweeps = 60;
    private const double StraightWeight = 8, ShortcutWeight = 1e-6;

    private readonly double _gapX;
    private readonly List<LayoutSlot> _slots = [];
    private readonly List<List<LayoutSlot>> _ranks = [];

    /// <param name="sizes">Width and height of each item.</param>
    /// <param name="edges">Connections from lower to higher items, each once; others are ignored.</param>
    /// <param name="gapX">Least room between two neighbours.</param>
    /// <param name="gapY">Room between two ranks.</param>
    public LayeredLayout(
        IReadOnlyList<(double Width, double Height)> sizes, IReadOnlyList<(int From, int To)> edges, double gapX, double gapY)
    {
        _gapX = gapX;
        (int From, int To)[] forward = [.. edges.Where(edge => edge.From < edge.To)];
        int[] rankOf = Rank(sizes.Count, forward);
        for (int i = 0; i < sizes.Count; i++)
            Add(new LayoutSlot(sizes[i].Width, sizes[i].Height, rankOf[i], isShortcut: false));
        int[] leaving = new int[sizes.Count], arriving = new int[sizes.Count];
        foreach ((int from, int to) in forward)
        {
            leaving[from]++;
            arriving[to]++;
        }
        List<(int From, int To, bool IsFar, LayoutSlot[] Columns)> ways = [];
        foreach ((int from, int to) in forward)
        {
            int between = rankOf[to] - rankOf[from] - 1;
            bool isFar = between >= MaxSpan || _slots.Count + between > sizes.Count + MaxColumns;
            bool isShortcut = leaving[from] > 1 && arriving[to] > 1;
            IEnumerable<int> passed = Enumerable.Range(rankOf[from] + 1, isFar ? 0 : between);
            LayoutSlot[] columns = [.. passed.Select(rank => Add(new LayoutSlot(LaneWidth, 0, rank, isShortcut)))];
            ways.Add((from, to, isFar, columns));
            if (!isFar)
                Connect([_slots[from], .. columns, _slots[to]]);
        }
        if (Math.Max(_slots.Count, forward.Length) <= MaxForOrdering)
            RankOrder.Improve(_slots, _ranks);
        Place();
        Straighten();

        double left = _slots.Count > 0 ? _slots.Min(slot => slot.X - (slot.Width / 2)) : 0;
        double[] tops = new double[_ranks.Count], bottoms = new double[_ranks.Count];
        double y = 0;
        for (int rank = 0; rank < _ranks.Count; rank++)
        {
            tops[rank] = y;
            bottoms[rank] = y += _ranks[rank].Count > 0 ? _ranks[rank].Max(slot => slot.Height) : 0;
            y += gapY;
        }
        foreach (LayoutSlot slot in _slots)
            slot.X = Math.Round(slot.X - left, 1);
        Width = _slots.Count > 0 ? _slots.Max(slot => slot.X + (slot.Width / 2)) : 0;
        Height = Math.Max(0, y - gapY);
        Items = [.. _slots.Take(sizes.Count).Select(AreaOf)];
        Routes = [.. ways.Select(way => new Route(way.From, way.To, way.IsFar, [.. way.Columns.Select(ColumnOf)]))];

        Area AreaOf(LayoutSlot slot) =>
            new(slot.X - (slot.Width / 2), (tops[slot.Rank] + bottoms[slot.Rank] - slot.Height) / 2, slot.Width, slot.Height);

        (double X, double Top, double Bottom) ColumnOf(LayoutSlot slot) => (slot.X, tops[slot.Rank], bottoms[slot.Rank]);
    }

    /// <summary>Places of the items.</summary>
    public IReadOnlyList<Area> Items { get; }

    /// <summary>Ways of the connections.</summary>
    public IReadOnlyList<Route> Routes { get; }

    public double Width { get; }

    public double Height { get; }

    private static int[] Rank(int count, (int From, int To)[] edges)
    {
        int[] ranks = new int[count];
        foreach ((int from, int to) in edges.OrderBy(edge => edge.To))
            ranks[to] = Math.Max(ranks[to], ranks[from] + 1);
        return ranks;
    }

    private LayoutSlot Add(LayoutSlot slot)
    {
        while (_ranks.Count <= slot.Rank)
            _ranks.Add([]);
        _ranks[slot.Rank].Add(slot);
        _slots.Add(slot);
        return slot;
    }

    private static void Connect(LayoutSlot[] chain)
    {
        for (int i = 1; i < chain.Length; i++)
        {
            chain[i - 1].Below.Add(chain[i]);
            chain[i].Above.Add(chain[i - 1]);
        }
    }

    private void Place()
    {
        foreach (List<LayoutSlot> rank in _ranks)
            Spread(rank, rank.Select(_ => 0.0).ToArray(), rank.Select(_ => 1.0).ToArray());
        for (int sweep = 0; sweep < PlaceSweeps; sweep++)
        {
            bool down = sweep % 2 == 0, both = sweep >= PlaceSweeps / 4;
            foreach (int r in down ? Enumerable.Range(0, _ranks.Count) : Enumerable.Range(0, _ranks.Count).Reverse())
            {
                List<LayoutSlot> rank = _ranks[r];
                double[] wanted = new double[rank.Count], weights = new double[rank.Count];
                for (int i = 0; i < rank.Count; i++)
                {
                    double sum = 0;
                    foreach (LayoutSlot neighbour in both ? rank[i].Above.Concat(rank[i].Below) : down ? rank[i].Above : rank[i].Below)
                    {
                        double weight = WeightOf(rank[i], neighbour);
                        sum += weight * neighbour.X;
                        weights[i] += weight;
                    }
                    wanted[i] = weights[i] > 0 ? sum / weights[i] : rank[i].X;
                    weights[i] = Math.Max(weights[i], 0.1) * (rank[i].IsShortcut ? ShortcutWeight : 1); // it makes room, the rest does not
                }
                Spread(rank, wanted, weights);
            }
        }
    }

    /// <summary>
    /// Puts what follows each other without a split or a join on one vertical line: at its mean place, moved by no more than keeps
    /// order and distances, once pushing to the right and once to the left, halfway between the two.
    /// </summary>
    private void Straighten()
    {
        List<List<LayoutSlot>> chains = [];
        Dictionary<LayoutSlot, int> chainOf = [];
        foreach (LayoutSlot slot in _ranks.SelectMany(rank => rank))
        {
            if (slot.Above is [LayoutSlot above] && IsStraight(slot, above))
                chainOf[slot] = chainOf[above];
            else
            {
                chainOf[slot] = chains.Count;
                chains.Add([]);
            }
            chains[chainOf[slot]].Add(slot);
        }
        (int Left, int Right, double Distance) GapBetween(LayoutSlot a, LayoutSlot b) =>
            (chainOf[a], chainOf[b], ((a.Width + b.Width) / 2) + _gapX);
        (int Left, int Right, double Distance)[] gaps = [.. _ranks.SelectMany(rank => rank.Zip(rank.Skip(1), GapBetween))];
        if (LeftToRight(chains.Count, gaps) is not { } order)
            return;
        double[] places = [.. chains.Select(chain => chain.Average(slot => slot.X))], right = [.. places], left = [.. places];
        var toRight = gaps.ToLookup(gap => gap.Left);
        var toLeft = gaps.ToLookup(gap => gap.Right);
        foreach (int chain in order)
        {
            foreach ((_, int next, double distance) in toRight[chain])
                right[next] = Math.Max(right[next], right[chain] + distance);
        }
        foreach (int chain in order.Reverse())
        {
            foreach ((int next, _, double distance) in toLeft[chain])
                left[next] = Math.Min(left[next], left[chain] - distance);
        }
        for (int i = 0; i < chains.Count; i++)
        {
            foreach (LayoutSlot slot in chains[i])
                slot.X = (left[i] + right[i]) / 2;
        }
    }

    /// <summary>All chains so that each comes after those on its left; null where two chains cross.</summary>
    private static int[]? LeftToRight(int count, (int Left, int Right, double Distance)[] gaps)
    {
        int[] before = new int[count];
        foreach ((_, int right, _) in gaps)
            before[right]++;
        ILookup<int, int> next = gaps.ToLookup(gap => gap.Left, gap => gap.Right);
        List<int> order = [.. Enumerable.Range(0, count).Where(chain => before[chain] == 0)];
        for (int i = 0; i < order.Count; i++)
        {
            foreach (int right in next[order[i]])
            {
                if (--before[right] == 0)
                    order.Add(right);
            }
        }
        return order.Count == count ? [.. order] : null;
    }

    /// <summary>Whether two slots follow each other with neither a split nor a join: they should stand one below the other.</summary>
    private static bool IsStraight(LayoutSlot a, LayoutSlot b)
    {
        (LayoutSlot above, LayoutSlot below) = a.Rank < b.Rank ? (a, b) : (b, a);
        return above.Below.Count == 1 && below.Above.Count == 1;
    }

    /// <summary>How strongly a slot is drawn to a neighbour. Shortcuts follow the rest, not the other way round.</summary>
    private static double WeightOf(LayoutSlot slot, LayoutSlot neighbour) =>
        IsStraight(slot, neighbour) ? StraightWeight : neighbour.IsShortcut && !slot.IsShortcut ? ShortcutWeight : 1;

    /// <summary>
    /// The places nearest to those wanted, by least squares, that keep order and distances: isotonic regression, by pooling neighbours
    /// that would come too close.
    /// </summary>
    private void Spread(List<LayoutSlot> rank, double[] wanted, double[] weights)
    {
        double[] offsets = new double[rank.Count];
        for (int i = 1; i < rank.Count; i++)
            offsets[i] = offsets[i - 1] + ((rank[i - 1].Width + rank[i].Width) / 2) + _gapX;
        Stack<(double Mean, double Weight, int Count)> pools = new();
        for (int i = 0; i < rank.Count; i++)
        {
            (double mean, double weight, int count) = (wanted[i] - offsets[i], weights[i], 1);
            while (pools.Count > 0 && pools.Peek().Mean > mean)
            {
                (double m, double w, int c) = pools.Pop();
                mean = ((mean * weight) + (m * w)) / (weight + w);
                weight += w;
                count += c;
            }
            pools.Push((mean, weight, count));
        }
        int last = rank.Count;
        while (pools.Count > 0)
        {
            (double mean, _, int count) = pools.Pop();
            for (; count > 0; count--, last--)
                rank[last - 1].X = mean + offsets[last - 1];
        }
    }
}
