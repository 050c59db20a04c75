using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Class names out of a list or dictionary, in JSON or as Python prints it: <c>["tench"]</c>, <c>{0: 'tench'}</c>,
/// <c>{"0": ["n01440764", "tench"]}</c>, <c>{"tench": 0}</c>, <c>[{"id": 0, "name": "tench"}]</c>, <c>{"id2label": {"0": "tench"}}</c>,
/// <c>labels = ('tench',)</c>.
/// </summary>
internal static partial class LabelLiteral
{
    private static readonly string[] KeysOfLists = ["categories", "labels", "classes", "names", "class_names"];

    private static readonly JsonDocumentOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 8 };

    /// <summary>Whether a text that begins with a bracket is a list: one of text or lists. <c>[unknown]</c> is a name.</summary>
    public static bool IsList(string text) => text.TrimStart()[1..].TrimStart() is ['"' or '\'' or '[' or '(' or ']' or '{', ..];

    /// <summary>The list or dictionary alone, where the text says what it is called: <c>labels = [...]</c>, <c>names: [...]</c>.</summary>
    public static string WithoutAssignment(string text, List<string> notes)
    {
        string list = text.TrimEnd().TrimEnd(';');
        if (list is not [.., ']' or ')' or '}'] || Assignment().Match(list) is not { Success: true } match)
            return text;
        notes.Add($"'{Printable.Name(match.Groups["name"].Value)}' at the top of the label file was taken for what the list is called.");
        return list[match.Length..];
    }

    /// <summary>Reads the names.</summary>
    /// <exception cref="InvalidDataException">It is neither JSON nor Python, or says something else than names of classes.</exception>
    public static string[] Read(string text, List<string> notes)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
            return Names(json.RootElement, notes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            if (AsJson(text) is not { } rewritten)
                throw Neither(e);
            try
            {
                using var json = JsonDocument.Parse(rewritten, Lenient);
                return Names(json.RootElement, notes);
            }
            catch (Exception again) when (again is JsonException or InvalidOperationException)
            {
                throw Neither(again);
            }
        }
    }

    private static InvalidDataException Neither(Exception e) =>
        new($"it begins like JSON or Python, but is neither{(e is JsonException at ? $" (see line {at.LineNumber + 1})" : "")}", e);

    private static string[] Names(JsonElement root, List<string> notes)
    {
        if (root.ValueKind == JsonValueKind.Array && root.EnumerateArray().FirstOrDefault().ValueKind == JsonValueKind.Object)
            return Rows([.. root.EnumerateArray().Select(element => Row(element, notes))], notes);
        if (root.ValueKind == JsonValueKind.Array)
            return [.. root.EnumerateArray().Select(element => Name(element, notes))];
        foreach (string key in KeysOfLists)
        {
            if (root.TryGetProperty(key, out JsonElement list) && list.ValueKind == JsonValueKind.Array)
                return Names(list, notes);
        }
        if (root.TryGetProperty("id2label", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object)
            root = inner;
        JsonProperty[] pairs = [.. root.EnumerateObject()];
        if (pairs.Length > 0 && pairs.All(pair => pair.Value.ValueKind == JsonValueKind.Number))
            return LabelText.Place([.. pairs.Select(pair => (Index(pair.Value.GetRawText()), pair.Name))]);
        return LabelText.Place([.. pairs.Select(pair => (Index(pair.Name), Name(pair.Value, notes)))]);
    }

    // COCO counts its categories from 1. Where some are left out, the numbers stand: then 0 is one of those.
    private static string[] Rows((long Index, string Name)[] rows, List<string> notes)
    {
        bool isFromOne = rows.Select(row => row.Index).Order().SequenceEqual(Enumerable.Range(1, rows.Length).Select(i => (long)i));
        if (isFromOne)
            notes.Add("The ids of the label file count from 1: class 0 has the name of id 1.");
        return LabelText.Place(isFromOne ? [.. rows.Select(row => (row.Index - 1, row.Name))] : rows);
    }

    // {"id": 0, "name": "tench"}, perhaps with more: as COCO's categories are written.
    private static (long Index, string Name) Row(JsonElement element, List<string> notes)
    {
        if (element.ValueKind == JsonValueKind.Object
            && (element.TryGetProperty("id", out JsonElement id) || element.TryGetProperty("index", out id))
            && (element.TryGetProperty("name", out JsonElement name) || element.TryGetProperty("label", out name)))
        {
            return (Index(id.ValueKind == JsonValueKind.String ? id.GetString()! : id.GetRawText()), Name(name, notes));
        }
        throw new InvalidDataException("it is a list of objects; each needs an id (or index) and a name (or label)");
    }

    private static string Name(JsonElement element, List<string> notes)
    {
        const string Pairs = "The synset before each name of the label file was taken off.";
        if (element.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            return (element.GetString() ?? "").Trim();
        // Keras: [synset, name].
        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2
            && element[0].ValueKind == JsonValueKind.String && element[1].ValueKind == JsonValueKind.String)
        {
            if (!notes.Contains(Pairs))
                notes.Add(Pairs);
            return element[1].GetString()!.Trim();
        }
        throw new InvalidDataException($"it holds {Printable.Name(element.GetRawText())} where a name should be");
    }

    private static long Index(string text) => int.TryParse(text, System.Globalization.NumberStyles.None, null, out int index)
        ? index
        : throw new InvalidDataException($"it holds '{Printable.Name(text)}' where the index of a class should be");

    // Python's literals are JSON but for the quotes, for numbers as keys, and for tuples. Null where it is something else altogether.
    private static string? AsJson(string text)
    {
        StringBuilder json = new(text.Length + 64);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\'' or '"')
            {
                if (Quoted(text, ref i) is not { } value)
                    return null;
                json.Append(JsonSerializer.Serialize(value, LiteralJson.Default.String));
            }
            else if (char.IsAsciiDigit(c))
            {
                int end = i;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
                int next = end;
                while (next < text.Length && char.IsWhiteSpace(text[next]))
                    next++;
                bool isKey = next < text.Length && text[next] == ':';
                json.Append(isKey ? $"\"{text[i..end]}\"" : text[i..end]);
                i = end - 1;
            }
            else if (c == '#') // a comment of Python's
            {
                while (i + 1 < text.Length && text[i + 1] is not ('\n' or '\r'))
                    i++;
            }
            else if (c is '(' or ')')
            {
                json.Append(c == '(' ? '[' : ']');
            }
            else if (c is '{' or '}' or '[' or ']' or ',' or ':' || char.IsWhiteSpace(c))
            {
                json.Append(c);
            }
            else
            {
                return null;
            }
        }
        return json.ToString();
    }

    // From the opening quote to the closing one, where the index ends.
    private static string? Quoted(string text, ref int i)
    {
        char quote = text[i];
        StringBuilder value = new();
        for (i++; i < text.Length && text[i] != quote; i++)
        {
            if (text[i] is '\n' or '\r')
                return null;
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '\'' or '"' or '\\')
                i++;
            value.Append(text[i]);
        }
        return i < text.Length ? value.ToString() : null;
    }

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z_]\w*)\s*[=:]\s*(?=[\[(]\s*['""\[({]|\{\s*['""0-9])")]
    private static partial Regex Assignment();
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class LiteralJson : System.Text.Json.Serialization.JsonSerializerContext;
