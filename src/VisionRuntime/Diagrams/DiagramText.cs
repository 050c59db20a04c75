using System.Text;

namespace RealtimeCnn;

/// <summary>Writes a diagram as a table of at most <see cref="Columns"/> columns, parallel branches as a tree.</summary>
internal static class DiagramText
{
    /// <summary>Width of the terminal that the table fits.</summary>
    public const int Columns = 100;

    private const string Times = " x ";
    private const string Gap = "  ";
    private const int LeftColumns = 2;

    public static string Write(Diagram diagram, DiagramDetail detail)
    {
        List<string[]> rows = [detail == DiagramDetail.Blocks ? ["Block", "Layers", "Window", "Output", "Parameters", "MACs"] : ["Layer", "Operations", "Window", "Output", "Parameters", "MACs"]];
        rows.Add(["input", "", "", diagram.Input.Text(Times), "", ""]);
        rows.AddRange(detail == DiagramDetail.Blocks ? BlockRows(diagram) : LayerRows(diagram));

        string name = diagram.Year is int year ? $"{diagram.Title} ({year})" : diagram.Title;
        Cost total = diagram.Total;
        StringBuilder text = new();
        text.Append(Clip(name, Columns)).Append('\n');
        text.Append($"{Cost.Exact(total.Parameters)} parameters, {total.ExactMacs} multiply-accumulates (MACs)\n\n");
        Append(text, rows);
        return text.ToString();
    }

    private static IEnumerable<string[]> BlockRows(Diagram diagram)
    {
        foreach (BranchLine line in BranchTree.Of(diagram.Nodes.Count, i => diagram.Nodes[i].Inputs))
        {
            if (line.IsJoin)
            {
                yield return Join(line, line.Item < diagram.Nodes.Count ? diagram.Nodes[line.Item].Title : "end");
                continue;
            }
            DiagramNode node = diagram.Nodes[line.Item];
            string title = node.Count > 1 ? $"{node.Title} x{node.Count}" : node.Title;
            string layers = node.OperationText.Length > 0 && node.OperationText != node.Title ? $"{node.OperationText}: {node.Instances}" : node.Instances;
            yield return [line.Marks + title, layers, node.WindowText("x"), node.Output.Text(Times), Parameters(node.Cost), Macs(node.Cost)];
        }
    }

    private static IEnumerable<string[]> LayerRows(Diagram diagram)
    {
        for (int i = 0; i < diagram.Blocks.Count;)
        {
            // Layers outside of any block share one tree, or their branches would not show.
            int end = i + 1;
            bool isBlock = diagram.Blocks[i].Kind.Length > 0;
            while (!isBlock && end < diagram.Blocks.Count && diagram.Blocks[end].Kind.Length == 0)
                end++;
            Layer[] layers = [.. diagram.Blocks.Skip(i).Take(end - i).SelectMany(block => block.Layers)];
            if (isBlock)
            {
                Block block = diagram.Blocks[i];
                string heading = $"{block.Kind}/{block.Instance}";
                yield return layers.Length == 1 ? [heading, "", "", "", "", ""] : [heading, "", "", block.Output.Text(Times), Parameters(block.Cost), Macs(block.Cost)];
            }
            int first = layers[0].Index;
            int[] InputsOf(int item) => [.. layers[item].Inputs.Select(input => Math.Max(-1, input - first)).Distinct()];
            foreach (BranchLine line in BranchTree.Of(layers.Length, InputsOf))
            {
                BranchLine shown = line with { Marks = (isBlock ? Gap : "") + line.Marks };
                if (line.IsJoin)
                {
                    yield return Join(shown, line.Item < layers.Length ? layers[line.Item].Name : "end");
                    continue;
                }
                Layer layer = layers[line.Item];
                string operations = string.Join(", ", layer.Operations.Select(operation => operation.Label));
                yield return [shown.Marks + layer.Name, operations, layer.Main.WindowText("x"), layer.Output.Text(Times), Parameters(layer.Cost), Macs(layer.Cost)];
            }
            i = end;
        }
    }

    private static string[] Join(BranchLine line, string target) => [$"{line.Marks}(straight to {target})", "", "", "", "", ""];

    private static string Parameters(Cost cost) => cost.Parameters == 0 ? "" : Cost.Exact(cost.Parameters);

    private static string Macs(Cost cost) => cost is { IsKnown: true, Macs: 0 } ? "" : cost.ShortMacs;

    private static void Append(StringBuilder text, List<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Where(row => !IsHeading(row)).Max(row => row[column].Length))];
        int room = Columns - widths[LeftColumns..].Sum() - (Gap.Length * (widths.Length - 1));
        if (widths[0] + widths[1] > room)
        {
            // The narrower of the two names keeps its width if it can.
            widths[0] = Math.Min(widths[0], Math.Max(room / 2, room - widths[1]));
            widths[1] = Math.Min(widths[1], room - widths[0]);
        }
        foreach (string[] row in rows)
        {
            string line = IsHeading(row)
                ? Clip(row[0], Columns)
                : string.Join(Gap, row.Select((cell, i) => i < widths.Length - LeftColumns ? Clip(cell, widths[i]).PadRight(widths[i]) : cell.PadLeft(widths[i])));
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    /// <summary>A line with a name alone may run under the other columns.</summary>
    private static bool IsHeading(string[] row) => row.Skip(1).All(cell => cell.Length == 0);

    private static string Clip(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "\u2026";
}
