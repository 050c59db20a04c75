using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>Writes a diagram as a table of at most <see cref="Columns"/> columns, parallel branches as a tree.</summary>
internal static class DiagramText
{
    /// <summary>Width of the terminal that the table fits.</summary>
    public const int Columns = 100;

    private const string Times = " x ";
    private const string Gap = "  ";

    /// <summary>Columns of numbers, on the right.</summary>
    private const int Numbers = 2;

    /// <summary>Widest the columns for window and output get, with sizes that a network may have.</summary>
    private const int WidestWindow = 14, WidestOutput = 20;

    public static string Write(Diagram diagram, DiagramDetail detail)
    {
        (string first, string second) = detail == DiagramDetail.Blocks ? ("Block", "Layers") : ("Layer", "Operations");
        List<string[]> rows =
        [
            [first, second, "Window", "Output", "Parameters", "MACs"],
            ["input", "", "", diagram.Input.Text(Times), "", ""],
            .. detail == DiagramDetail.Blocks ? BlockRows(diagram) : LayerRows(diagram),
        ];

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
            bool saysMore = node.OperationText.Length > 0 && node.OperationText != node.Title;
            string layers = saysMore ? $"{node.OperationText}: {node.Instances}" : node.Instances;
            string output = node.Output.Text(Times);
            yield return [line.Marks + title, layers, node.WindowText("x"), output, Parameters(node.Cost), Macs(node.Cost)];
        }
    }

    private static IEnumerable<string[]> LayerRows(Diagram diagram)
    {
        foreach (IReadOnlyList<Block> section in Block.Sections(diagram.Blocks))
        {
            Layer[] layers = [.. section.SelectMany(block => block.Layers)];
            Block? block = section[0].Kind.Length > 0 ? section[0] : null;
            if (block is not null && layers.Length == 1)
            {
                yield return Row("", block.Name, layers[0]);
                continue;
            }
            if (block is not null)
                yield return [block.Name, "", "", block.Output.Text(Times), Parameters(block.Cost), Macs(block.Cost)];
            string indent = block is null ? "" : Gap;
            int first = layers[0].Index;
            int[] InputsOf(int i) => [.. layers[i].Inputs.Select(input => Math.Max(-1, input - first)).Distinct()];
            foreach (BranchLine line in BranchTree.Of(layers.Length, InputsOf))
            {
                yield return line.IsJoin
                    ? Join(line with { Marks = indent + line.Marks }, line.Item < layers.Length ? layers[line.Item].Name : "end")
                    : Row(indent + line.Marks, layers[line.Item].Name, layers[line.Item]);
            }
        }
    }

    private static string[] Row(string marks, string name, Layer layer)
    {
        string operations = string.Join(", ", layer.Operations.Select(operation => operation.Label));
        return [marks + name, operations, layer.Main.WindowText("x"), layer.Output.Text(Times), Parameters(layer.Cost), Macs(layer.Cost)];
    }

    private static string[] Join(BranchLine line, string target) => [$"{line.Marks}(straight to {target})", "", "", "", "", ""];

    private static string Parameters(Cost cost) => cost.Parameters == 0 ? "" : Cost.Exact(cost.Parameters);

    private static string Macs(Cost cost) => cost is { IsKnown: true, Macs: 0 } ? "" : cost.ShortMacs;

    private static void Append(StringBuilder text, List<string[]> rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Where(row => !IsHeading(row)).Max(row => row[column].Length))];
        (widths[2], widths[3]) = (Math.Min(widths[2], WidestWindow), Math.Min(widths[3], WidestOutput));
        int room = Columns - widths[2..].Sum() - (Gap.Length * (widths.Length - 1));
        if (widths[0] + widths[1] > room)
        {
            // The narrower of the two names keeps its width if it can.
            widths[0] = Math.Min(widths[0], Math.Max(room / 2, room - widths[1]));
            widths[1] = Math.Min(widths[1], room - widths[0]);
        }
        foreach (string[] row in rows)
        {
            IEnumerable<string> names = row.SkipLast(Numbers).Select((cell, i) => Clip(cell, widths[i]).PadRight(widths[i]));
            IEnumerable<string> numbers = row.TakeLast(Numbers).Zip(widths.TakeLast(Numbers), (cell, width) => cell.PadLeft(width));
            string line = IsHeading(row) ? Clip(row[0], Columns) : string.Join(Gap, names.Concat(numbers));
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    /// <summary>A line with a name alone may run under the other columns.</summary>
    private static bool IsHeading(string[] row) => row.Skip(1).All(cell => cell.Length == 0);

    private static string Clip(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "\u2026";
}
