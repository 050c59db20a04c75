using System.Runtime.InteropServices;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Runs that do not end by themselves, or not well, and what the next one does.</summary>
[TestFixture]
public class NetworkRunTests
{
    // The first load of a process compiles this program's code too, and that counts.
    [OneTimeSetUp]
    public void LoadOne() => Load(WhenLit.AnswersNaN).Dispose();

    [Test]
    public void ARunThatTakesTooLong_IsStopped_AndTheNextOneAnswers(
        [Values(WhenLit.Loops, WhenLit.Branches, WhenLit.Scans)] WhenLit what)
    {
        using LoadedModel model = Load(what, seconds: 0.3);
        float[] blank = model.Scores.ToArray();
        SetInput(model, 1);
        Assert.That(
            model.Run, Throws.TypeOf<VisionException>().With.InnerException.TypeOf<TimeoutException>().And.Message.EqualTo(
                $"Model '{what}' gave no answer: it computed for 0.3 s, the limit for a frame."));
        SetInput(model, 0);
        model.Run();
        Assert.That(model.Scores.ToArray(), Is.EqualTo(blank));
    }

    [Test]
    public void ARunCanBeEnded_AndTheNextOneAnswers()
    {
        using LoadedModel model = Load(WhenLit.Loops);
        SetInput(model, 1);
        using CancellationTokenSource first = new(TimeSpan.FromSeconds(0.1)), second = new(TimeSpan.FromSeconds(0.1));
        Assert.That(() => model.Run(first.Token, default), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => model.Run(default, second.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => model.Run(second.Token, default), Throws.InstanceOf<OperationCanceledException>(), "before it began");
        SetInput(model, 0);
        model.Run();
    }

    [Test]
    public void ASlowAnswer_IsAnAnswer()
    {
        using LoadedModel model = Load(WhenLit.IsSlow);
        SetInput(model, 1);
        model.Run();
        model.Run();
    }

    [Test]
    public void ARunThatDoesNotStop_IsLeft_AndNothingOfItIsTouchedUntilItComesBack()
    {
        using LoadedModel model = Load(WhenLit.IsDeaf, seconds: 0.3);
        const string Why = "Model 'IsDeaf' gave no answer: it computed for 0.3 s, the limit for a frame, and does not stop.";
        float[] blank = model.Scores.ToArray();
        SetInput(model, 1);
        Assert.That(
            model.Run, Throws.TypeOf<VisionException>().With.InnerException.TypeOf<TimeoutException>().And.Message.EqualTo(Why));
        Assert.That((model.IsLeft, LoadedModel.IsAnyAtWork), Is.EqualTo((true, true)));
        Assert.That(model.Run, Throws.TypeOf<VisionException>().With.Message.EqualTo(Why));
        Assert.That(() => SetInput(model, 0), Throws.TypeOf<VisionException>().With.Message.EqualTo(Why));
        Assert.That(SpinWait.SpinUntil(() => !model.IsLeft, TimeSpan.FromMinutes(3)));
        SetInput(model, 0);
        model.Run();
        Assert.That(model.Scores.ToArray(), Is.EqualTo(blank));
    }

    [Test]
    public void ARunThatDoesNotStop_CanBeEndedAndDisposed_AndIsFreedWhenItComesBack()
    {
        LoadedModel model = Load(WhenLit.IsDeaf);
        SetInput(model, 1);
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(0.1));
        int left = WorkInProgress.Left;
        Assert.That(() => model.Run(stop.Token, default), Throws.InstanceOf<OperationCanceledException>());
        model.Dispose();
        Assert.That((model.IsLeft, WorkInProgress.Left), Is.EqualTo((true, left + 1)));
        Assert.That(SpinWait.SpinUntil(() => !model.IsLeft, TimeSpan.FromMinutes(3)));
    }

    [Test]
    public void NaN_IsNoAnswer()
    {
        using LoadedModel model = Load(WhenLit.AnswersNaN);
        SetInput(model, 1);
        Assert.That(
            model.Run,
            Throws.TypeOf<VisionException>().With.Message.EqualTo("Model 'AnswersNaN' answered NaN or infinity in place of scores."));
        SetInput(model, 0);
        model.Run();
    }

    private static LoadedModel Load(WhenLit what, double seconds = 30) => LoadedModel.Load(
        LitNetwork.Definition(what), new InferenceOptions { Threads = 1, TimeLimit = TimeSpan.FromSeconds(seconds) });

    private static void SetInput(LoadedModel model, float value)
    {
        float[] values = new float[model.InputBytes.Length / sizeof(float)];
        Array.Fill(values, value);
        model.SetInput(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
