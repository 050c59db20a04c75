using System.Xml;
using System.Xml.Linq;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The pictures: well-formed, by themselves, and no text on another.</summary>
[TestFixture]
public class DiagramSvgTests
{
    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void Blocks_AreLegible(string id, string variant) =>
        AssertLegible(DiagramSvg.Draw(TestGraph.Network(id, variant), DiagramDetail.Blocks));

    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void Layers_AreLegible(string id, string variant) =>
        AssertLegible(DiagramSvg.Draw(TestGraph.Network(id, variant), DiagramDetail.Layers));

    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void Blocks_CutNoTextShort(string id, string variant)
    {
        IEnumerable<string> texts = DiagramSvg.Draw(TestGraph.Network(id, variant), DiagramDetail.Blocks).Texts.Select(text => text.Text);
        Assert.That(texts.Where(text => text.EndsWith('\u2026')), Is.Empty);
    }

    [Test]
    public void GraphWithoutBlocks_IsLegible([Values] bool everyLayer)
    {
        SvgCanvas canvas = DiagramSvg.Draw(TestGraph.Residual().Diagram(), everyLayer ? DiagramDetail.Layers : DiagramDetail.Blocks);
        AssertLegible(canvas);
        Assert.That(canvas.ToString(), Does.Contain(Palette.Of(OperationKind.Addition).Line), "the shortcut's colour");
    }

    [Test]
    public void Picture_NeedsNothingFromOutside()
    {
        XDocument picture = XDocument.Parse(DiagramSvg.Draw(TestGraph.Network("resnext50_32x4d"), DiagramDetail.Blocks).ToString());
        string[] elements = [.. picture.Descendants().Select(element => element.Name.LocalName).Distinct().Order(StringComparer.Ordinal)];
        Assert.That(elements, Is.EqualTo(new[] { "circle", "g", "path", "rect", "svg", "text", "title" }));
        bool IsAddress(XAttribute a) => !a.IsNamespaceDeclaration && a.Value.Contains("://", StringComparison.Ordinal);
        Assert.That(picture.Descendants().SelectMany(element => element.Attributes()).Where(IsAddress), Is.Empty);
    }

    [Test]
    public void Names_AreEscaped()
    {
        const string Name = "<a href=\"x\">&amp;'\\N";
        Diagram diagram = new TestGraph(1, 4, 8, 8)
            .Conv(Name, "x", [1, 4, 8, 8], inputs: 4, kernel: 3, block: $"{Name}/{Name}")
            .Diagram(Name);
        foreach (DiagramDetail detail in Enum.GetValues<DiagramDetail>())
        {
            XDocument picture = XDocument.Parse(DiagramSvg.Draw(diagram, detail).ToString());
            Assert.That(
                picture.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value),
                Does.Contain(Name));
        }
    }

    [Test]
    public void GridOfTheSwatches_KeepsContrast()
    {
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            Swatch swatch = Palette.Of(kind);
            Assert.That(Contrast(swatch.Fill, TextStyle.Ink), Is.GreaterThan(7), $"{kind}: heading");
            Assert.That(Contrast(swatch.Fill, TextStyle.Muted), Is.GreaterThan(4.5), $"{kind}: lines");
            Assert.That(Contrast(swatch.Line, "#ffffff"), Is.GreaterThan(3), $"{kind}: letters of badges, bars on the ground");
        }
    }

    /// <summary>Well-formed; texts inside the page, and none on another, even in the widest font.</summary>
    internal static void AssertLegible(SvgCanvas canvas)
    {
        using XmlReader reader = XmlReader.Create(
            new StringReader(canvas.ToString()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (reader.Read())
        {
        }
        Area page = new(0, 0, canvas.Width, canvas.Height);
        var texts = canvas.Texts.OrderBy(text => text.Area.Y).ToArray();
        Assert.That(texts, Is.Not.Empty);
        for (int i = 0; i < texts.Length; i++)
        {
            if (!page.Contains(texts[i].Area))
                Assert.Fail($"'{texts[i].Text}' leaves the page");
            for (int j = i + 1; j < texts.Length && texts[j].Area.Y < texts[i].Area.Bottom; j++)
            {
                if (texts[i].Area.Overlaps(texts[j].Area))
                    Assert.Fail($"'{texts[i].Text}' and '{texts[j].Text}' overlap");
            }
        }
    }

    /// <summary>Contrast of two colours as WCAG 2 defines it.</summary>
    private static double Contrast(string a, string b)
    {
        (double x, double y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);

        static double Luminance(string colour)
        {
            byte[] rgb = Convert.FromHexString(colour[1..]);
            double Linear(int i) => rgb[i] / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
            return (0.2126 * Linear(0)) + (0.7152 * Linear(1)) + (0.0722 * Linear(2));
        }
    }
}
