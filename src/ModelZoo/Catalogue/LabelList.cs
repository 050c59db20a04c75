using System.Collections;

namespace RealtimeCnn.ModelZoo;

/// <summary>Class names that compare by what they say: a label file that is read twice gives the same definition.</summary>
internal sealed class LabelList(string[] names) : IReadOnlyList<string>
{
    public int Count => names.Length;

    public string this[int index] => names[index];

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => names.GetEnumerator();

    public override bool Equals(object? other) => other is LabelList list && this.SequenceEqual(list);

    public override int GetHashCode() => names.Length == 0 ? 0 : HashCode.Combine(names.Length, names[0], names[^1]);
}
