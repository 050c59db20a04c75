using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Running;

/// <summary>What networks took is the system's again once they are gone.</summary>
[TestFixture]
public class BigBlocksTests
{
    private const long Allowed = 96 << 20; // 30 to 50 MB are usual, and without it 180

    [Test]
    [Platform("Linux", Reason = "It reads /proc, and is about glibc.")]
    public void NetworksThatAreGone_LeaveLittleMemory()
    {
        BigBlocks.GiveBackWhenFreed();
        ModelDefinition nin = ModelCatalogue.Embedded.Resolve("nin");
        LoadAndDispose(nin); // what the first one sets up stays
        long before = AnonymousBytes();
        for (int i = 0; i < 4; i++)
            LoadAndDispose(nin);
        long after = 0;
        Assert.That(
            () => after = AnonymousBytes(),
            Is.LessThan(before + Allowed).After(20_000, 100),
            $"{before >> 20} MB before, {after >> 20} MB after");
    }

    // On a thread of its own, as engines do.
    private static void LoadAndDispose(ModelDefinition model)
    {
        var thread = new Thread(() => LoadedModel.Load(model, new InferenceOptions()).Dispose());
        thread.Start();
        thread.Join();
    }

    private static long AnonymousBytes()
    {
        GC.Collect();
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) << 10;
    }
}
