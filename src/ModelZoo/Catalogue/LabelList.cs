using System.Collections;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Class names by output index, and what was noticed when they were read. Compares by the names: a label file that is read twice gives
/// the same definition.
/// </summary>
/// <param name="names">One per class; a class without one is called by its number.</param>
/// <param name="notes">What the user should know, one sentence each.</param>
internal sealed class LabelList(string[] names, IReadOnlyList<string>? notes = null) : IReadOnlyList<string>
{
    /// <summary>What the user should know, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; } = notes ?? [];

    public int Count => names.Length;

    public string this[int index] => names[index];

    /// <summary>Reads a file of names, in one of the forms of <see cref="LabelText"/>.</summary>
    /// <exception cref="VisionException">It is missing, too large, no text, or cannot be read.</exception>
    public static LabelList Read(string path)
    {
        try
        {
            (string text, string? note) = LabelFile.Read(path);
            LabelList labels = LabelText.Parse(text);
            return note is null ? labels : new LabelList([.. labels], [note, .. labels.Notes]);
        }
        catch (InvalidDataException e)
        {
            throw new VisionException($"Label file '{path}' cannot be used: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new VisionException($"Label file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Names for classes that have none.</summary>
    public static LabelList Numbered(int classes) => new([.. Enumerable.Range(0, classes).Select(Nameless)]);

    /// <summary>What a class is called that has no name.</summary>
    public static string Nameless(int index) => $"class {index}";

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => names.GetEnumerator();

    public override bool Equals(object? other) => other is LabelList list && this.SequenceEqual(list);

    public override int GetHashCode() => names.Length == 0 ? 0 : HashCode.Combine(names.Length, names[0], names[^1]);
}
