using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>Writes a diagram for Graphviz.</summary>
internal static class DiagramDot
{
    private const string Times = " \u00D7 ";

    public static string Write(Diagram diagram, DiagramDetail detail)
    {
        Cost total = diagram.Total;
        string year = diagram.Year is int y ? $" ({y})" : "";
        StringBuilder dot = new();
        dot.Append($"digraph {Quote(diagram.Title)} {{\n");
        dot.Append($"  label={Quote($"{diagram.Title}{year}\n{Cost.Short(total.Parameters)} parameters, {total.ShortMacs} MACs")};\n");
        dot.Append("  labelloc=t; rankdir=TB; fontname=\"Helvetica\"; fontsize=20;\n");
        dot.Append("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];\n");
        dot.Append("  edge [color=\"#64748b\", arrowsize=0.7];\n");
        AppendNode(dot, "  ", "input", $"Input\n{diagram.Input.Text(Times)}", OperationKind.Input);
        if (detail == DiagramDetail.Blocks)
            AppendBlocks(dot, diagram);
        else
            AppendLayers(dot, diagram);
        return dot.Append("}\n").ToString();
    }

    private static void AppendBlocks(StringBuilder dot, Diagram diagram)
    {
        for (int i = 0; i < diagram.Nodes.Count; i++)
        {
            DiagramNode node = diagram.Nodes[i];
            string title = node.Count > 1 ? $"{node.Title} \u00D7{node.Count}" : node.Title;
            string operations = node.Title.StartsWith(node.OperationText, StringComparison.Ordinal) ? "" : node.OperationText;
            string label = Lines(title, $"{operations} {node.WindowText("\u00D7")}".Trim(), node.Output.Text(Times), CostText(node.Cost));
            AppendNode(dot, "  ", $"n{i}", label, node.Kind);
        }
        for (int i = 0; i < diagram.Nodes.Count; i++)
            AppendEdges(dot, i, diagram.Nodes[i].Inputs);
    }

    private static void AppendLayers(StringBuilder dot, Diagram diagram)
    {
        foreach (Block block in diagram.Blocks)
        {
            string indent = "  ";
            bool isFramed = block.Kind.Length > 0 && block.Layers.Count > 1;
            if (isFramed)
            {
                dot.Append($"  subgraph cluster_{block.Index} {{\n");
                dot.Append($"    label={Quote($"{block.Kind}  {block.Instance}")}; fontsize=12; color=\"#94a3b8\"; style=\"rounded\";\n");
                indent = "    ";
            }
            foreach (Layer layer in block.Layers)
            {
                string main = $"{layer.Main.Label} {layer.Main.WindowText("\u00D7")}".TrimEnd();
                string operations = string.Join(", ", layer.Attachments.Select(operation => operation.Label).Prepend(main));
                string label = Lines(operations, isFramed ? layer.Name : block.Name, layer.Output.Text(Times), CostText(layer.Cost));
                AppendNode(dot, indent, $"n{layer.Index}", label, layer.Main.Kind);
            }
            if (isFramed)
                dot.Append("  }\n");
        }
        foreach (Layer layer in diagram.Layers)
            AppendEdges(dot, layer.Index, layer.Inputs);
    }

    private static void AppendNode(StringBuilder dot, string indent, string id, string label, OperationKind kind)
    {
        Swatch swatch = Palette.Of(kind);
        dot.Append($"{indent}{id} [label={Quote(label)}, fillcolor=\"{swatch.Fill}\", color=\"{swatch.Line}\"];\n");
    }

    private static void AppendEdges(StringBuilder dot, int to, int[] inputs)
    {
        foreach (int from in inputs)
            dot.Append(from < 0 ? $"  input -> n{to};\n" : $"  n{from} -> n{to};\n");
    }

    private static string CostText(Cost cost) => string.Join(", ", new[]
    {
        cost.Parameters > 0 ? $"{Cost.Short(cost.Parameters)} parameters" : "",
        cost.Macs > 0 || !cost.IsKnown ? $"{cost.ShortMacs} MACs" : "",
    }.Where(part => part.Length > 0));

    private static string Lines(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0));

    /// <summary>A quoted string: backslashes would start an escape such as \N, the node's name.</summary>
    private static string Quote(string text) => '"' + text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + '"';
}
