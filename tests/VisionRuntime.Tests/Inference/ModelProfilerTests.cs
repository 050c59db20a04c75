using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What measuring a model's operators leaves behind.</summary>
[TestFixture]
public class ModelProfilerTests
{
    [Test]
    public async Task NothingIsWritten_WhereTheProgramWasStarted()
    {
        string last = $"onnxruntime_profile-{Guid.NewGuid():N}";
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> made = [];
        using FileSystemWatcher watcher = new(Environment.CurrentDirectory, "onnxruntime_profile*");
        watcher.Created += (_, file) =>
        {
            if (file.Name == last)
                seen.SetResult();
            else
                made.Add(file.Name!);
        };
        watcher.EnableRaisingEvents = true;

        IReadOnlyDictionary<string, double> times =
            ModelProfiler.Measure(ModelCatalogue.Embedded.Get("lenet5"), new InferenceOptions { Threads = 1 });

        Assert.That(times.Values, Is.Not.Empty.And.All.Positive);
        await File.WriteAllTextAsync(last, ""); // events come in order
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20));
        File.Delete(last);
        Assert.That(made, Is.Empty);
    }
}
