using System.Net;
using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// A comparison as one HTML file that needs nothing else: no scripts, pictures inside it, light or dark as the reader's system is. Names of
/// files and classes are from outside and stay text, whatever they hold.
/// </summary>
internal static class ComparePage
{
    /// <summary>Most pictures for which networks differ that a page shows.</summary>
    public const int MostPictures = 200;

    private const string Style = """
        :root { color-scheme: light dark; --ground: #fff; --card: #f5f6f8; --text: #1b1f24; --faint: #5c6670; --line: #d5d9de;
          --accent: #0b67a3; --good: #1a7f37; --bad: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ground: #0e1116; --card: #171b22; --text: #e8ebef; --faint: #9aa5b1;
          --line: #303741; --accent: #6cb6f5; --good: #56d364; --bad: #ff8a80; } }
        body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; background: var(--ground); color: var(--text);
          font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-top: 1.75rem; }
        p, .faint { color: var(--faint); } .wide { overflow-x: auto; }
        table { border-collapse: collapse; min-width: 40rem; } th, td { padding: .4rem .8rem; border-bottom: 1px solid var(--line); }
        th { text-align: left; font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .best { font-weight: 700; color: var(--accent); } .right { color: var(--good); } .wrong { color: var(--bad); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 1rem; }
        .card { display: flex; gap: 1rem; padding: .8rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card);
          overflow-wrap: anywhere; }
        .card > div { min-width: 0; } .card img, .card .none { flex: none; width: 8rem; height: 8rem; object-fit: contain; }
        .card ul { margin: .3rem 0 0; padding-left: 1.1rem; } li { margin: .15rem 0; }
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="to">Where to, as UTF-8.</param>
    /// <param name="comparison">What it shows.</param>
    /// <param name="thumbnails">JPEG pictures, of those that could be made.</param>
    public static void Write(Stream to, Comparison comparison, IReadOnlyDictionary<ComparedPicture, byte[]> thumbnails)
    {
        StringBuilder page = new();
        // Nothing but what stands in the file itself is ever shown or run, whatever slipped in.
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Networks compared</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>Networks compared</h1>

            """);
        string judged = comparison.Truth.Count == 0 ? "What they show was not given, so there is no accuracy."
            : $"{comparison.Truth.Count} of them are judged by {CompareTable.TruthSource(comparison)}.";
        page.Append($"<p>{comparison.Models.Count} networks, {comparison.Seen} pictures. {Text(judged)}</p>\n");
        foreach (ComparedGroup group in comparison.Groups)
            WriteGroup(page, comparison, group, thumbnails);
        WriteList(page, "Not compared", comparison.NotLoaded.Select(model => $"{model.Model.Id}: {model.Error}"));
        WriteList(page, "Pictures that could not be read, or not to the end", comparison.Broken);
        WriteList(page, "What the file of truth says in vain", comparison.Truth.File is null ? [] : comparison.Truth.Problems);
        WriteList(page, "Folders that are no class", comparison.Truth.File is null ? comparison.Truth.Problems : []);
        page.Append("""
            <h2>How to read it</h2>
            <p>Top-1: how often the first choice was right. Agreement: how often a network's first choice was another one's as well, on
            average over the others. Times: from a decoded picture to the scores, half and 95 % of the pictures took no longer. Weights: as
            32-bit numbers. In memory: what the whole program held with that network and no other loaded.</p>
            </body>
            </html>

            """);
        to.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }

    private static void WriteGroup(
        StringBuilder page, Comparison comparison, ComparedGroup group, IReadOnlyDictionary<ComparedPicture, byte[]> thumbnails)
    {
        page.Append($"<h2>{Text(group.Labels.Name)}</h2>\n<div class=\"wide\"><table>\n<thead><tr><th>network</th>");
        foreach (string title in (string[])["top-1", "agreement", "ms, half", "ms, 95 %", "weights", "in memory"])
            page.Append($"<th class=\"number\">{title}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        double best = group.Models.Max(model => group.Accuracy(model) is var (right, of) && of > 0 ? right / (double)of : -1);
        foreach (ModelResult model in group.Models)
        {
            (int right, int of) = group.Accuracy(model);
            double share = of == 0 ? double.NaN : right / (double)of;
            string weight = group.Models.Count > 1 && best > 0 && share == best ? "number best" : "number";
            string gaveUp = model.Error is { } why ? $" ({why})" : "";
            page.Append($"<tr><td>{Text(model.Model.DisplayName + Untrained.Mark(model.Model.IsTrained) + gaveUp)}</td>");
            page.Append($"<td class=\"{weight}\">{CompareTable.Percent(share)}{(of == 0 ? "" : $" ({right}/{of})")}</td>");
            foreach (string figure in (string[])
                [
                    CompareTable.Percent(group.Agreement(model)), CompareTable.Time(model.P50), CompareTable.Time(model.P95),
                    ModelText.Size(model.Model.WeightBytes), ModelText.Size(model.ProcessBytes),
                ])
                page.Append($"<td class=\"number\">{figure}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table></div>\n");
        if (group.Models.Count > 1)
        {
            WriteAgreement(page, group);
            WriteDiffering(page, comparison, group, thumbnails);
        }
    }

    private static void WriteAgreement(StringBuilder page, ComparedGroup group)
    {
        page.Append("<h3>Who agrees with whom</h3>\n<div class=\"wide\"><table>\n<thead><tr><th></th>");
        foreach (ModelResult model in group.Models)
            page.Append($"<th class=\"number\">{Text(model.Model.Id)}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (ModelResult one in group.Models)
        {
            page.Append($"<tr><th>{Text(one.Model.Id)}</th>");
            foreach (ModelResult other in group.Models)
                page.Append($"<td class=\"number\">{(one == other ? "" : CompareTable.Percent(group.Agreement(one, other)))}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table></div>\n");
    }

    private static void WriteDiffering(
        StringBuilder page, Comparison comparison, ComparedGroup group, IReadOnlyDictionary<ComparedPicture, byte[]> thumbnails)
    {
        page.Append($"<h3>Where they differ: {group.Differing.Count} of {comparison.Seen} pictures</h3>\n<div class=\"cards\">\n");
        foreach (ComparedPicture picture in group.Differing.Take(MostPictures))
        {
            string image = thumbnails.TryGetValue(picture, out byte[]? jpeg)
                ? $"<img alt=\"\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\">" : "<div class=\"none\"></div>";
            int? truth = group.TruthOf(picture);
            string shows = truth is { } id ? $"<div class=\"faint\">shows {Text(LabelSet.Short(group.LabelOf(id)))}</div>" : "";
            page.Append($"<div class=\"card\">{image}<div><strong><bdi>{Text(picture.Name)}</bdi></strong>{shows}<ul>\n");
            foreach ((int classId, IReadOnlyList<ModelResult> models) in group.Answers(picture))
            {
                // A mark as well, for eyes that do not tell the colours apart.
                (string kind, string mark) = truth is null ? ("", "")
                    : classId == truth ? (" class=\"right\"", "✓ ") : (" class=\"wrong\"", "✗ ");
                string who = string.Join(", ", models.Select(model => $"{model.Model.Id} {model.Of(picture)!.Value.Score:0 %}"));
                string label = Text(LabelSet.Short(group.LabelOf(classId)));
                page.Append($"<li><span{kind}>{mark}{label}</span> <span class=\"faint\">{Text(who)}</span></li>\n");
            }
            page.Append("</ul></div></div>\n");
        }
        page.Append("</div>\n");
        if (group.Differing.Count > MostPictures)
            page.Append($"<p>{group.Differing.Count - MostPictures} more are not shown here; --json has them.</p>\n");
    }

    private static void WriteList(StringBuilder page, string title, IEnumerable<string> lines)
    {
        const int Most = 200;
        string[] all = [.. lines];
        if (all.Length == 0)
            return;
        page.Append($"<h2>{title}</h2>\n<ul>\n");
        foreach (string line in all.Take(Most))
            page.Append($"<li>{Text(line)}</li>\n");
        page.Append(all.Length > Most ? $"<li>and {all.Length - Most} more</li>\n</ul>\n" : "</ul>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(Say.OneLine(text));
}
