namespace RealtimeCnn.ArchitectureTests;

/// <summary>Groups of nodes that use each other, in a ring of any length.</summary>
internal static class Cycles
{
    /// <summary>The strongly connected parts of more than one node, each sorted.</summary>
    public static IReadOnlyList<string[]> Find(IEnumerable<(string From, string To)> arrows)
    {
        ILookup<string, string> next = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        string[] nodes = [.. next.SelectMany(group => group.Append(group.Key)).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, HashSet<string>> reached = nodes.ToDictionary(node => node, node => Reach(node, next));
        List<string[]> found = [];
        HashSet<string> done = [];
        foreach (string node in nodes)
        {
            string[] ring = [.. nodes.Where(other => reached[node].Contains(other) && reached[other].Contains(node))];
            if (ring.Length > 1 && done.Add(ring[0]))
                found.Add(ring);
        }
        return found;
    }

    private static HashSet<string> Reach(string start, ILookup<string, string> next)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? node))
        {
            foreach (string follower in next[node])
            {
                if (reached.Add(follower))
                    open.Push(follower);
            }
        }
        return reached;
    }
}
