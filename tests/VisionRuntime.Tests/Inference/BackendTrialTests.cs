using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Which backend "auto" takes, and what it says of the others.</summary>
[TestFixture]
public class BackendTrialTests
{
    private TestModels _models = null!;

    [SetUp]
    public void SetUp() => _models = new TestModels();

    [TearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public void TheBytesOfAModelInMemory_AreNotKept()
    {
        WeakReference bytes = LoadBytes();
        bool AreGone()
        {
            GC.Collect();
            return !bytes.IsAlive;
        }
        Assert.That(SpinWait.SpinUntil(AreGone, TimeSpan.FromMinutes(1)), Is.True); // the thread that loaded ends a moment later
    }

    [Test]
    public void AbsentAndBrokenOnes_AreToldWithTheirReasons_WhereverTheyStand()
    {
        ModelDefinition definition = _models.Definition("m");
        FakeBackend broken = new("broken") { Failure = new InvalidOperationException("out of order") };
        FakeBackend absent = new("absent") { Absence = "it is not here." };
        using LoadedModel first = LoadedModel.Load(definition, With(broken, absent, InferenceOptions.Cpu));
        Assert.That(first.Backend.Chosen, Is.EqualTo("cpu"));
        Assert.That(first.Backend.Rejected.Select(one => one.Candidate), Is.EquivalentTo(["broken", "absent"]));
        Assert.That(first.Backend.ToString(), Does.Contain("out of order").And.Contain("not absent: it is not here)"));

        using LoadedModel last = LoadedModel.Load(definition, With(InferenceOptions.Cpu, broken));
        Assert.That(last.Backend.ToString(), Does.StartWith("cpu (not broken: ").And.Contain("out of order"));
    }

    [Test]
    public void WhereNoneLoadsTheModel_TheLastOnesWordsAreTheReason()
    {
        FakeBackend first = new("first") { Failure = new VisionException("one.") };
        FakeBackend second = new("second") { Failure = new VisionException("two.") };
        Refuses(_models.Definition("m"), "Model 'm': two.", With(first, second));
    }

    [Test]
    public void AReasonThatNamesTheModel_NamesItOnce()
    {
        FakeBackend only = new("only") { Failure = new VisionException("Model 'm' failed while running: out of range.") };
        VisionException failure = Assert.Throws<VisionException>(() => LoadedModel.Load(_models.Definition("m"), With(only)))!;
        Assert.That(failure.Message, Is.EqualTo("Model 'm' failed while running: out of range."));
    }

    [Test]
    public void WhereNoneCanBeUsed_EachSaysWhy()
    {
        FakeBackend absent = new("absent") { Absence = "it is not here." };
        Refuses(_models.Definition("m"), "no backend is listed", With());
        Refuses(_models.Definition("m"), "cannot be run: absent: it is not here.", With(absent));
        Refuses(
            _models.Definition("m"), "'absent' cannot be used: it is not here. Use auto or cpu.",
            With(absent, InferenceOptions.Cpu) with { Backend = "absent" });
    }

    [Test]
    public void AMeasurement_IsRememberedForTheSameBackends_InAnyListOfThem()
    {
        ModelDefinition definition = _models.Definition("m");
        FakeBackend a = new("a"), b = new("b");
        using LoadedModel measured = LoadedModel.Load(definition, With(a, b));
        Assert.That((a.Opened, b.Opened), Is.EqualTo((1, 1)));
        using LoadedModel again = LoadedModel.Load(definition, With(a, b));
        Assert.That(a.Opened + b.Opened, Is.EqualTo(3), "only the faster one is opened");
        Assert.That(again.Backend.ToString(), Is.EqualTo(measured.Backend.ToString()).And.Contain("ms against"));

        FakeBackend namesake = new("b");
        using LoadedModel others = LoadedModel.Load(definition, With(a, namesake));
        Assert.That(namesake.Opened, Is.EqualTo(1), "another of the same name is measured");
    }

    [Test]
    public void OneThatFailed_IsTriedAgainTheNextTime()
    {
        ModelDefinition definition = _models.Definition("m");
        FakeBackend gpu = new("gpu") { Failure = new VisionException("no memory.") };
        using LoadedModel first = LoadedModel.Load(definition, With(gpu, InferenceOptions.Cpu));
        Assert.That(first.Backend.ToString(), Is.EqualTo("cpu (not gpu: Model 'm': no memory)"));
        gpu.Failure = null;
        using LoadedModel second = LoadedModel.Load(definition, With(gpu, InferenceOptions.Cpu));
        Assert.That(gpu.Opened, Is.EqualTo(1));
        Assert.That(second.Backend.Rejected.Single().Reason, Does.Contain("ms against"));
    }

    [Test]
    public void TheRememberedOne_MayFailLater_AndTheOtherServes()
    {
        ModelDefinition definition = _models.Definition("m");
        FakeBackend a = new("a"), b = new("b");
        using LoadedModel measured = LoadedModel.Load(definition, With(a, b));
        FakeBackend chosen = measured.Backend.Chosen == "a" ? a : b;
        chosen.Failure = new VisionException("gone.");
        using LoadedModel other = LoadedModel.Load(definition, With(a, b));
        Assert.That(other.Backend.Rejected.Single().Candidate, Is.EqualTo(chosen.Name));
        Assert.That(other.Backend.Rejected.Single().Reason, Does.Contain("gone."));
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // no local of it lives on in the test
    private WeakReference LoadBytes()
    {
        byte[] onnx = File.ReadAllBytes(_models.Definition("m").File!);
        LoadedModel.Load(ModelDefinition.FromBytes("m", onnx), With(InferenceOptions.Cpu)).Dispose();
        return new WeakReference(onnx);
    }

    private static InferenceOptions With(params IInferenceBackend[] backends) => new() { Backends = [.. backends], Threads = 1 };

    private static void Refuses(ModelDefinition definition, string because, InferenceOptions options) =>
        Assert.That(
            () => LoadedModel.Load(definition, options),
            Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Not.Contains("\n"));

    /// <summary>The processor under another name, absent or broken at will.</summary>
    private sealed class FakeBackend(string name) : IInferenceBackend
    {
        public string Name => name;

        public string? Absence { get; init; }

        public Exception? Failure { get; set; }

        public int Opened { get; private set; }

        public string? Problem(string? gpu, out string description)
        {
            description = "a fake";
            return Absence;
        }

        public ModelSession Open(
            InferenceOptions options, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputOf)
        {
            if (Failure is not null)
                throw Failure;
            Opened++;
            return InferenceOptions.Cpu.Open(options, open, inputOf);
        }
    }
}
