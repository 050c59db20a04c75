namespace RealtimeCnn.ModelZoo;

/// <summary>One line of a graph written as a tree.</summary>
/// <param name="Item">
/// Which item the line shows; if <paramref name="IsJoin"/>, where the branch goes on: the count of items for the end.
/// </param>
/// <param name="Marks">The lines of the tree before it, such as <c>│ ├ </c>.</param>
/// <param name="IsJoin">True for a branch without an item of its own: a shortcut.</param>
internal readonly record struct BranchLine(int Item, string Marks, bool IsJoin = false);

/// <summary>
/// Writes a graph that splits and joins as lines of text: what runs one after the other stands one below the other, parallel branches
/// get marks, and what follows the join goes back to the left. Every item has exactly one line.
/// </summary>
internal sealed class BranchTree
{
    /// <summary>Deepest nesting that is drawn; what lies deeper follows at the end, without marks.</summary>
    private const int MaxDepth = 8;

    private readonly int[][] _next;
    private readonly int[] _join;
    private readonly bool[] _written;
    private readonly List<BranchLine> _lines = [];

    // Nodes: 0 is the entry, 1 to count the items, count + 1 the exit. Edges lead to higher numbers, so there are no cycles.
    private BranchTree(int count, Func<int, int[]> inputs)
    {
        List<int>[] next = [.. Enumerable.Range(0, count + 2).Select(_ => new List<int>())];
        for (int i = 0; i < count; i++)
        {
            int[] before = [.. inputs(i).Where(input => input < i)];
            foreach (int input in before.Length > 0 ? before : [-1])
                next[input + 1].Add(i + 1);
        }
        foreach (List<int> end in next.Take(count + 1).Where(list => list.Count == 0))
            end.Add(count + 1);
        _next = [.. next.Select(list => list.ToArray())];
        _written = new bool[count + 2];
        _join = new int[count + 2];
        for (int node = count; node >= 0; node--)
            _join[node] = _next[node].Aggregate(FirstCommon);
        Write(0, count + 1, "", "", 0);
        for (int node = 1; node <= count; node++)
        {
            if (!_written[node])
                _lines.Add(new BranchLine(node - 1, ""));
        }
    }

    /// <summary>Lays out a graph.</summary>
    /// <param name="count">Number of items.</param>
    /// <param name="inputs">The items that item i follows, -1 for the entry; those not below i are ignored.</param>
    public static IReadOnlyList<BranchLine> Of(int count, Func<int, int[]> inputs) => new BranchTree(count, inputs)._lines;

    /// <summary>The first node that both ways must pass.</summary>
    private int FirstCommon(int a, int b)
    {
        while (a != b)
        {
            if (a < b)
                a = _join[a];
            else
                b = _join[b];
        }
        return a;
    }

    private void Write(int node, int stop, string marks, string later, int depth)
    {
        int start = _lines.Count;
        while (node != stop && !_written[node])
        {
            _written[node] = true;
            if (node > 0)
            {
                _lines.Add(new BranchLine(node - 1, marks));
                marks = later;
            }
            int[] branches = _next[node];
            if (branches.Length > 1 && depth < MaxDepth)
            {
                for (int i = 0; i < branches.Length; i++)
                {
                    (string first, string rest) = i == branches.Length - 1 ? ("\u2514 ", "  ") : ("\u251C ", "\u2502 ");
                    Write(branches[i], _join[node], later + first, later + rest, depth + 1);
                }
            }
            node = _join[node];
        }
        if (_lines.Count == start && depth > 0)
            _lines.Add(new BranchLine(node - 1, marks, IsJoin: true));
    }
}
