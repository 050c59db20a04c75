namespace RealtimeCnn.ModelZoo;

/// <summary>Orders the slots of every rank so that few connections cross: sweeps by barycentres, of which the best is kept.</summary>
internal static class RankOrder
{
    private const int Sweeps = 6;

    /// <summary>Numbers the slots in their ranks and sorts each rank by number.</summary>
    /// <param name="slots">All slots.</param>
    /// <param name="ranks">The same, rank by rank.</param>
    public static void Improve(List<LayoutSlot> slots, List<List<LayoutSlot>> ranks)
    {
        foreach (List<LayoutSlot> rank in ranks)
            Number(rank);
        int[] best = [.. slots.Select(slot => slot.Position)];
        int fewest = Crossings(ranks);
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            bool down = sweep % 2 == 0;
            foreach (int rank in down ? Enumerable.Range(0, ranks.Count) : Enumerable.Range(0, ranks.Count).Reverse())
            {
                // OrderBy is stable: equal barycentres keep the paper's order of branches.
                ranks[rank] = [.. ranks[rank].OrderBy(slot => Barycentre(slot, down))];
                Number(ranks[rank]);
            }
            int crossings = Crossings(ranks);
            if (crossings >= fewest)
                continue;
            fewest = crossings;
            best = [.. slots.Select(slot => slot.Position)];
        }
        for (int i = 0; i < slots.Count; i++)
            slots[i].Position = best[i];
        for (int rank = 0; rank < ranks.Count; rank++)
            ranks[rank] = [.. ranks[rank].OrderBy(slot => slot.Position)];
    }

    private static void Number(List<LayoutSlot> rank)
    {
        for (int i = 0; i < rank.Count; i++)
            rank[i].Position = i;
    }

    private static double Barycentre(LayoutSlot slot, bool down)
    {
        List<LayoutSlot> neighbours = down ? slot.Above : slot.Below;
        return neighbours.Count == 0 ? slot.Position : neighbours.Average(neighbour => (double)neighbour.Position);
    }

    private static int Crossings(List<List<LayoutSlot>> ranks)
    {
        int crossings = 0;
        foreach (List<LayoutSlot> rank in ranks)
        {
            int[] ends = [.. rank.SelectMany(slot => slot.Below.Select(below => below.Position).Order())];
            for (int i = 0; i < ends.Length; i++)
            {
                for (int j = i + 1; j < ends.Length; j++)
                    crossings += ends[i] > ends[j] ? 1 : 0;
            }
        }
        return crossings;
    }
}
