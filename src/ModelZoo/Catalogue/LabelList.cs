using System.Collections;

namespace RealtimeCnn.ModelZoo;

/// <summary>Class names that compare by what they say: a label file that is read twice gives the same definition.</summary>
internal sealed class LabelList(string[] names) : IReadOnlyList<string>
{
    private const long MaxBytes = 4 << 20;

    public int Count => names.Length;

    public string this[int index] => names[index];

    /// <summary>Reads a text file with one name per line.</summary>
    /// <exception cref="VisionException">It is missing, too large, or cannot be read.</exception>
    public static LabelList Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new VisionException($"Label file '{path}' does not exist.");
            if (file.Length > MaxBytes)
                throw new VisionException($"Label file '{path}' has {file.Length:N0} bytes; at most {MaxBytes:N0} are read.");
            return Parse(File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"Label file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The names on these lines; empty lines are none.</summary>
    public static LabelList Parse(IEnumerable<string> lines) => new([.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)]);

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => names.GetEnumerator();

    public override bool Equals(object? other) => other is LabelList list && this.SequenceEqual(list);

    public override int GetHashCode() => names.Length == 0 ? 0 : HashCode.Combine(names.Length, names[0], names[^1]);
}
