namespace RealtimeCnn.DemoApp;

/// <summary>What pictures show, as a file says or the names of their folders do.</summary>
internal sealed class Truth
{
    private readonly IReadOnlyList<(int Line, string File, string Label)> _rows;
    private readonly bool _isByFolders;
    private readonly Dictionary<ComparedPicture, (int Line, string Label)> _texts = [];
    private readonly int _ofFile;
    private IReadOnlyList<LabelSet> _sets = [];

    private Truth(IReadOnlyList<(int, string, string)> rows, List<string> problems, string? file) =>
        (_rows, Problems, _ofFile, File, _isByFolders) = (rows, problems, problems.Count, file, file is null);

    /// <summary>The file; null if it is the folders that speak.</summary>
    public string? File { get; }

    /// <summary>What is wrong with it, a sentence without full stop each.</summary>
    public List<string> Problems { get; }

    /// <summary>Pictures of which it is known what they show.</summary>
    public int Count => _texts.Count;

    /// <summary>Reads a file.</summary>
    /// <exception cref="VisionException">It cannot be read.</exception>
    public static Truth FromFile(string path)
    {
        List<string> problems = [];
        return new Truth(TruthFile.Read(path, problems), problems, path);
    }

    /// <summary>Takes the names of folders, as far as they are classes.</summary>
    public static Truth FromFolders() => new([], [], file: null);

    /// <summary>Finds out of which pictures it speaks.</summary>
    /// <param name="pictures">All of them.</param>
    /// <param name="sets">The classes of all networks that are compared.</param>
    public void Match(IEnumerable<ComparedPicture> pictures, IReadOnlyList<LabelSet> sets)
    {
        _sets = sets;
        _texts.Clear();
        Problems.RemoveRange(_ofFile, Problems.Count - _ofFile);
        if (_isByFolders)
            TakeFolders(pictures);
        else
            TakeRows(pictures.ToLookup(picture => Path.GetFileName(picture.Path), StringComparer.Ordinal));
    }

    /// <summary>What a picture shows, as it was written; null if that is not known.</summary>
    public string? Of(ComparedPicture picture) => _texts.TryGetValue(picture, out (int, string Label) text) ? text.Label : null;

    /// <summary>Which class of a set, one of those that were matched, it shows; null if that is not known, or none of them.</summary>
    public int? Of(ComparedPicture picture, LabelSet set) => Of(picture) is { } text ? ClassOf(text, set) : null;

    // What is the name of a class anywhere is the number of none: a folder of sevens does not show ImageNet's class 7.
    private int? ClassOf(string text, LabelSet set) =>
        _sets.Any(one => one.Named(text) is not null) ? set.Named(text) : set.Numbered(text);

    private void TakeFolders(IEnumerable<ComparedPicture> pictures)
    {
        List<string> unknown = [];
        pictures = pictures.Where(picture => picture.Folder.Length > 0);
        foreach (IGrouping<string, ComparedPicture> folder in pictures.GroupBy(picture => picture.Folder))
        {
            if (!_sets.Any(set => ClassOf(folder.Key, set) is not null))
            {
                string name = TruthFile.Shown(folder.Key);
                unknown.Add($"the folder {name} is no class of any model; pictures not judged: {folder.Count()}");
                continue;
            }
            foreach (ComparedPicture picture in folder)
                _texts.Add(picture, (0, folder.Key));
        }
        if (_texts.Count > 0) // otherwise the folders are there for something else
            Problems.AddRange(unknown);
    }

    private void TakeRows(ILookup<string, ComparedPicture> byName)
    {
        var found = _rows.Select(row => (row.Line, row.File, row.Label, Named: Find(row.File, byName)));
        // What is said of one frame counts, not what is said of its video.
        foreach ((int line, string file, string label, ComparedPicture[] named) in found.OrderBy(row => IsWholeVideo(row.Named)))
        {
            if (named.Length == 0)
                Problems.Add($"line {line}: there is no picture {TruthFile.Shown(file)}");
            else if (named.DistinctBy(picture => picture.Path).Count() > 1)
                Problems.Add($"line {line}: {TruthFile.Shown(file)} may be any of {named.Length} pictures; name its folder as well");
            else if (!_sets.Any(set => ClassOf(label, set) is not null))
                Problems.Add($"line {line}: {WhyUnknown(label)}");
            else
                Take(named, line, label);
        }
    }

    private static bool IsWholeVideo(ComparedPicture[] named) => named is [{ Frame: not null }, _, ..];

    private void Take(ComparedPicture[] named, int line, string label)
    {
        foreach (ComparedPicture picture in named)
        {
            if (!_texts.TryAdd(picture, (line, label)) && _texts[picture].Label != label && !IsWholeVideo(named))
            {
                string before = $"line {_texts[picture].Line} says something else, which counts";
                Problems.Add($"line {line}: of {TruthFile.Shown(picture.Name)} {before}");
            }
        }
    }

    private string WhyUnknown(string label) => _sets.FirstOrDefault(set => set.IsAmbiguous(label)) is { } set
        ? $"{TruthFile.Shown(label)} is the name of several classes; give the whole label or its index"
            + $" ({string.Join(", ", set.Holding(label))})"
        : $"no model knows a class {TruthFile.Shown(label)}";

    private static ComparedPicture[] Find(string file, ILookup<string, ComparedPicture> byName)
    {
        foreach (string form in (string[])[file, file.Replace('\\', '/')])
        {
            string path = form.StartsWith("./", StringComparison.Ordinal) ? form[2..] : form, name = Path.GetFileName(path);
            ComparedPicture[] found = Matching();
            if (found.Length == 0 && name.LastIndexOf('#') is > 0 and int at && long.TryParse(name.AsSpan(at + 1), out long number))
            {
                (path, name) = (path[..^(name.Length - at)], name[..at]);
                found = [.. Matching().Where(picture => picture.Frame == number)];
            }
            if (found.Length > 0)
                return found;

            ComparedPicture[] Matching() => [.. byName[name].Where(picture => IsOf(picture.Path, path))];
        }
        return [];
    }

    // By its whole path, or by its end.
    private static bool IsOf(string picture, string path)
    {
        picture = Path.DirectorySeparatorChar == '/' ? picture : picture.Replace(Path.DirectorySeparatorChar, '/');
        return picture == path || picture.EndsWith("/" + path, StringComparison.Ordinal)
            || (Path.IsPathRooted(path) && Path.GetFullPath(picture) == Path.GetFullPath(path));
    }
}
