using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What becomes of a backend that computes something else than the processor, without any error.</summary>
[TestFixture]
public class AnswerCheckTests
{
    private TestModels _models = null!;
    private FakeGpu _gpu = null!;

    [SetUp]
    public void SetUp() => (_models, _gpu) = (new TestModels(), new FakeGpu());

    [TearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public void AskedForByName_ItIsRefused_InOneLineWithTheNumbers()
    {
        _gpu.Runs = OtherDigits();
        VisionException refusal = Assert.Throws<VisionException>(() => Load(_models.Definition("m"), ByName))!;
        Assert.That(
            refusal.Message, Does.Match(
                "^Backend 'directml' cannot be used: Model 'm' answers a test picture otherwise than on the processor: scores differ by up "
                + @"to [0-9.E+-]+, their standard deviation being [0-9.E+-]+ and [0-9.E+-]+ allowed; the best is 'class \d' instead of "
                + @"'class \d'\. Use auto or cpu; or insist \(trust-backend\)\.$"));
        Assert.That(_gpu.Open, Is.Zero, "what was loaded is freed");
    }

    [Test]
    public void ByAuto_TheProcessorServes_TheReasonIsTold_AndRemembered()
    {
        _gpu.Runs = OtherDigits();
        int loads = 0;
        _gpu.Loads = _ => loads++;
        ModelDefinition definition = _models.Definition("m");
        using LoadedModel first = Load(definition, ByAuto), second = Load(definition, ByAuto);
        Assert.That(first.Backend.Chosen, Is.EqualTo("cpu"));
        Assert.That(
            first.Backend.ToString(),
            Does.StartWith("cpu (not directml: Model 'm' answers a test picture otherwise than on the processor: scores differ by up to "));
        Assert.That(second.Backend, Is.EqualTo(first.Backend));
        Assert.That((loads, _gpu.Open), Is.EqualTo((1, 0)));
    }

    [Test]
    public void WhoInsists_HasIt([Values] bool byName)
    {
        _gpu.Runs = OtherDigits();
        InferenceOptions options = (byName ? ByName : ByAuto with { Backends = [_gpu] }) with { TrustBackend = true };
        using LoadedModel model = Load(_models.Definition("m"), options);
        Assert.That((model.Backend.Chosen, model.Backend.Rejected.Count), Is.EqualTo(("directml", 0)));
    }

    [Test]
    public void WhereItIsTheOnlyOne_AutoHasNothing()
    {
        _gpu.Runs = OtherDigits();
        Assert.That(
            () => Load(_models.Definition("m"), ByAuto with { Backends = [_gpu] }),
            Throws.InstanceOf<VisionException>().With.Message.Contains("scores differ"));
    }

    [TestCase(TinyNetwork.Float, false)]
    [TestCase(TinyNetwork.Half, false)]
    [TestCase(TinyNetwork.UInt8, true)]
    public void InputsOfEveryKind_AreTried(int type, bool channelsLast)
    {
        ModelDefinition Network(string head, bool isWrong)
        {
            var network = new TinyNetwork(channelsLast ? [1, 8, 8, 3] : [1, 3, 8, 8], type, channelsLast, normalises: channelsLast);
            string logits = isWrong ? network.Add("Neg", [network.Logits]) : network.Logits;
            return network.Output(network.Add(head, [logits])).Definition();
        }
        foreach (string head in new[] { "Identity", "Softmax", "LogSoftmax", "Sigmoid" })
        {
            _gpu.Runs = null;
            using LoadedModel same = Load(Network(head, isWrong: false), ByName);
            Assert.That(same.Backend.Chosen, Is.EqualTo("directml"), head);
            Assert.That(same.Notes, Has.None.Contains("held against"), head);
            _gpu.Runs = Network(head, isWrong: true).Content.ToArray();
            Assert.That(
                () => Load(Network(head, isWrong: false), ByName),
                Throws.TypeOf<VisionException>().With.Message.Contains("scores differ"), head);
        }
    }

    [Test]
    public void NoNumberInPlaceOfOne_IsAWrongAnswer()
    {
        _gpu.Runs = LitNetwork.Definition(WhenLit.AnswersNaN).Content.ToArray();
        var network = new TinyNetwork();
        ModelDefinition definition = network.Output(network.Logits).Definition();
        Assert.That(
            () => Load(definition, ByName),
            Throws.TypeOf<VisionException>().With.Message.Contains("NaN or infinity in place of scores of a test picture; the processor"));
        using LoadedModel model = Load(definition, ByAuto);
        Assert.That(model.Backend.Chosen, Is.EqualTo("cpu"));
    }

    [Test]
    public void AFileThatWasReplaced_IsAskedAboutAnew()
    {
        ModelDefinition definition = _models.Definition("m");
        Load(definition, ByName).Dispose();
        File.WriteAllBytes(definition.File!, OtherDigits());
        using LoadedModel other = Load(definition, ByName);
        Assert.That(other.Backend.Chosen, Is.EqualTo("directml"));
    }

    [TestCase(WhenLit.Throws)]
    [TestCase(WhenLit.AnswersNaN)]
    public void WhereTheProcessorHasNoAnswer_ThatIsSaid(WhenLit what)
    {
        using LoadedModel model = Load(LitNetwork.Definition(what), ByName);
        Assert.That(
            model.Notes, Has.Some.StartWith("What directml answers was not held against the processor, which has no answer: Model"));
    }

    [Test]
    public void AnAnswerThatDoesNotCome_EndsAtItsLimit_OrWithTheRequest()
    {
        _gpu.Runs = LitNetwork.Definition(WhenLit.Loops).Content.ToArray();
        var network = new TinyNetwork();
        ModelDefinition definition = network.Output(network.Logits).Definition();
        Assert.That(
            () => Load(definition, ByName with { TimeLimit = TimeSpan.FromSeconds(0.5) }),
            Throws.TypeOf<VisionException>().With.InnerException.TypeOf<TimeoutException>());

        using CancellationTokenSource cancellation = new();
        Task<LoadedModel> load = Task.Run(
            () => LoadedModel.Load(definition, ByName with { TimeLimit = Timeout.InfiniteTimeSpan }, cancellation.Token));
        Assert.That(SpinWait.SpinUntil(() => _gpu.Open > 0, TimeSpan.FromMinutes(1)));
        cancellation.Cancel();
        Assert.That(async () => await load, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(SpinWait.SpinUntil(() => _gpu.Open == 0, TimeSpan.FromMinutes(1)), "the load hears of it");
    }

    private InferenceOptions ByAuto => new() { Backends = [_gpu, InferenceOptions.Cpu], Threads = 1, Preprocess = "cpu" };

    private InferenceOptions ByName => ByAuto with { Backend = _gpu.Name };

    private static LoadedModel Load(ModelDefinition definition, InferenceOptions options) => LoadedModel.Load(definition, options);

    private byte[] OtherDigits() => File.ReadAllBytes(_models.Write("other", TestModels.AnswersOtherwise));
}
