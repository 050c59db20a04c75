namespace RealtimeCnn.Native.Tests;

/// <summary>Numbers for objects: none is used twice, and what is no number of the table finds nothing.</summary>
public class HandleTableTests
{
    [Test]
    public void A_number_is_never_used_twice_though_its_place_is()
    {
        HandleTable<string> table = new(kind: 1, capacity: 2);
        HashSet<ulong> seen = [];
        for (int i = 0; i < 1000; i++)
        {
            ulong handle = table.Add("one");
            Assert.That(seen.Add(handle), Is.True);
            Assert.That(table.Remove(handle), Is.True);
            Assert.That(table.Remove(handle), Is.False);
            Assert.That(table.Find(handle), Is.Null);
        }
    }

    [Test]
    public void A_full_table_says_so_and_has_room_again()
    {
        HandleTable<string> table = new(kind: 1, capacity: 2);
        ulong first = table.Add("first"), second = table.Add("second");
        Assert.That(table.Add("third"), Is.Zero);
        table.Remove(first);
        ulong third = table.Add("third");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(table.Find(third), Is.EqualTo("third"));
            Assert.That(table.Find(second), Is.EqualTo("second"));
            Assert.That(table.Find(first), Is.Null);
            Assert.That(table.All.Select(one => one.Item), Is.EquivalentTo(["second", "third"]));
        }
    }

    [Test]
    public void A_number_with_a_bit_that_is_wrong_or_of_another_kind_finds_nothing()
    {
        HandleTable<string> table = new(kind: 1, capacity: 4), other = new(kind: 2, capacity: 4);
        ulong handle = table.Add("mine");
        using (Assert.EnterMultipleScope())
        {
            for (int bit = 0; bit < 64; bit++)
                Assert.That(table.Find(handle ^ (1UL << bit)), Is.Null, $"bit {bit}");
            Assert.That(table.Find(other.Add("other")), Is.Null);
            Assert.That(table.Find(0), Is.Null);
            Assert.That(table.Find(ulong.MaxValue), Is.Null);
        }
    }
}
