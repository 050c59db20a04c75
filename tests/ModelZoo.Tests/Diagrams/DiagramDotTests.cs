using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The text for Graphviz, read back by a strict parser of the part of its language that is used.</summary>
[TestFixture]
public class DiagramDotTests
{
    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void Blocks_AreAllThere(string id, string variant)
    {
        Diagram diagram = TestGraph.Network(id, variant);
        DotGraph dot = DotGraph.Parse(DiagramDot.Write(diagram, DiagramDetail.Blocks));
        Assert.That(dot.Nodes.Keys, Is.EquivalentTo(Enumerable.Range(0, diagram.Nodes.Count).Select(i => $"n{i}").Prepend("input")));
        IEnumerable<(string, string)> edges = diagram.Nodes.SelectMany((node, i) => EdgesTo(i, node.Inputs));
        Assert.That(dot.Edges, Is.EquivalentTo(edges));
    }

    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void Layers_AreAllThereInTheirBlocks(string id, string variant)
    {
        Diagram diagram = TestGraph.Network(id, variant);
        DotGraph dot = DotGraph.Parse(DiagramDot.Write(diagram, DiagramDetail.Layers));
        Assert.That(dot.Nodes, Has.Count.EqualTo(diagram.Layers.Count + 1));
        Assert.That(dot.Edges, Is.EquivalentTo(diagram.Layers.SelectMany(layer => EdgesTo(layer.Index, layer.Inputs))));
        Assert.That(dot.Clusters, Is.EqualTo(diagram.Blocks.Count(block => block.Kind.Length > 0 && block.Layers.Count > 1)));
    }

    [TestCase("\"];evil->n0;//")]
    [TestCase("back\\slash\\")]
    [TestCase("<b>html</b>")]
    [TestCase("\\N\\G\\\"")]
    public void Names_AreEscaped(string name)
    {
        Diagram diagram = new TestGraph(1, 4, 8, 8).Conv(name, "x", [1, 4, 8, 8], inputs: 4, kernel: 3).Diagram(name);
        DotGraph dot = DotGraph.Parse(DiagramDot.Write(diagram, DiagramDetail.Layers));
        Assert.That(dot.Nodes["n0"]["label"].Split('\n'), Does.Contain(name));
        Assert.That(dot.Edges, Is.EqualTo(new[] { ("input", "n0") }));
    }

    private static IEnumerable<(string From, string To)> EdgesTo(int to, int[] inputs) =>
        inputs.Select(input => (input < 0 ? "input" : $"n{input}", $"n{to}"));

    /// <summary>
    /// digraph "name" { statement* }, with statements: key=value; node [..]; edge [..]; id [..]; id -> id; subgraph id { .. }.
    /// </summary>
    private sealed class DotGraph
    {
        private readonly string _text;
        private int _at;

        private DotGraph(string text)
        {
            _text = text;
            Expect("digraph");
            Value();
            Statements();
            Space();
            if (_at != text.Length)
                throw new FormatException($"text after the graph: {text[_at..]}");
        }

        public Dictionary<string, Dictionary<string, string>> Nodes { get; } = [];

        public List<(string From, string To)> Edges { get; } = [];

        public int Clusters { get; private set; }

        public static DotGraph Parse(string text) => new(text);

        private void Statements()
        {
            Expect("{");
            while (!TryTake("}"))
                Statement();
        }

        private void Statement()
        {
            string id = Identifier();
            if (id == "subgraph")
            {
                Assert.That(Identifier(), Does.StartWith("cluster"));
                Clusters++;
                Statements();
                return;
            }
            if (TryTake("="))
                Value();
            else if (TryTake("->"))
                Edges.Add((id, Identifier()));
            else if (id is "node" or "edge")
                Attributes();
            else
                Nodes.Add(id, Attributes());
            Expect(";");
        }

        private Dictionary<string, string> Attributes()
        {
            Dictionary<string, string> attributes = [];
            Expect("[");
            do
            {
                string key = Identifier();
                Expect("=");
                attributes.Add(key, Value());
            }
            while (TryTake(","));
            Expect("]");
            return attributes;
        }

        private string Value()
        {
            Space();
            if (_text[_at] != '"')
                return Identifier();
            System.Text.StringBuilder value = new();
            for (_at++; _text[_at] != '"'; _at++)
            {
                if (_text[_at] is '\n' or '\r')
                    throw new FormatException("a line ends inside of a string");
                if (_text[_at] != '\\')
                {
                    value.Append(_text[_at]);
                    continue;
                }
                value.Append(Unescaped(_text[++_at]));
            }
            _at++;
            return value.ToString();
        }

        private static char Unescaped(char letter) => letter switch
        {
            'n' => '\n',
            '\\' or '"' => letter,
            _ => throw new FormatException($"escape \\{letter}"),
        };

        private string Identifier()
        {
            Space();
            int start = _at;
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.'))
                _at++;
            return _at > start
                ? _text[start.._at]
                : throw new FormatException($"a name expected at: {_text[start..Math.Min(_text.Length, start + 30)]}");
        }

        private void Expect(string token)
        {
            if (!TryTake(token))
                throw new FormatException($"'{token}' expected at: {_text[_at..Math.Min(_text.Length, _at + 30)]}");
        }

        private bool TryTake(string token)
        {
            Space();
            if (string.CompareOrdinal(_text, _at, token, 0, token.Length) != 0)
                return false;
            _at += token.Length;
            return true;
        }

        private void Space()
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                _at++;
        }
    }
}
