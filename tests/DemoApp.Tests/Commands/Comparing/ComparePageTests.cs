using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Comparing;

[TestFixture]
public partial class ComparePageTests
{
    private const string Hostile = "<script>alert('x')</script>\"&\u202e\u0007";

    [Test]
    public void WhatComesFromOutside_StaysText()
    {
        string page = PageOf(Hostile, [Hostile, "</td><img src=x onerror=y>"]);
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Not.Contain("<script").IgnoreCase);
            Assert.That(page, Does.Not.Contain("<img src=x"));
            Assert.That(page, Does.Not.Contain('\u202e').And.Not.Contain('\u0007'));
            Assert.That(page, Does.Contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;??"));
        });
    }

    [Test]
    public void ThePage_NeedsNothingElse_AndIsWellFormed()
    {
        string page = PageOf("in/a.png", ["cat", "dog"]);
        string[] addresses = [.. AddressesIn().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.That(addresses, Is.Not.Empty.And.All.StartWith("data:image/jpeg;base64,"));
        Assert.That(page, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("url("));
        // As XML, but for what HTML leaves open and for the style's braces, which are none of its.
        string xml = OpenTags().Replace(page.Replace("<!DOCTYPE html>", ""), match => match.Value[..^1] + "/>");
        Assert.That(() => XDocument.Parse(xml), Throws.Nothing, xml);
        Assert.That(page, Does.Contain("prefers-color-scheme: dark"));
    }

    [Test]
    public void RightAndWrong_AreMarked_WhereTheTruthIsKnown()
    {
        string page = PageOf("cat/a.png", ["cat", "dog"]);
        Assert.That(page, Does.Contain("<span class=\"right\">✓ cat</span>").And.Contain("<span class=\"wrong\">✗ dog</span>"));
        Assert.That(page, Does.Contain("shows cat"));
        Assert.That(page, Does.Contain("100.0% (1/1)").And.Contain("0.0% (0/1)"));
        Assert.That(page, Does.Contain(Untrained.Words), "noise is called so");
    }

    private static string PageOf(string picture, string[] labels)
    {
        ComparedPicture shown = new(picture);
        ModelResult one = new(new ModelDefinition { Id = "one", Name = labels[0] }) { Labels = labels };
        ModelResult two = new(new ModelDefinition { Id = "two", Name = "Two", IsTrained = false }) { Labels = labels };
        one.Add(shown, new PictureAnswer(0, 0.75f, 1));
        two.Add(shown, new PictureAnswer(1, 0.5f, 2));
        Comparison comparison = new([shown], [], [one, two], Truth.FromFolders());
        using MemoryStream to = new();
        ComparePage.Write(to, comparison, new Dictionary<ComparedPicture, byte[]> { [shown] = [1, 2, 3] });
        return Encoding.UTF8.GetString(to.ToArray());
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex AddressesIn();

    [GeneratedRegex("<(?:meta|img)[^>]*>")]
    private static partial Regex OpenTags();
}
