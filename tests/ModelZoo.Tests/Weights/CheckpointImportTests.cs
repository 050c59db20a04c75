using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Checkpoints as training scripts write them: whatever stands beside or around the weights, they are found and said.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class CheckpointImportTests
{
    private readonly WeightsData _data = new();

    private static Architecture LeNet5 => TestArchitectures.LeNet5;

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void TensorBesideTheStateDict_DoesNotHideIt()
    {
        ImportedModel model = Import(
            ("epoch", 90), ("arch", "lenet"), ("state_dict", Checkpoint.State(LeNet5, "module.")), ("best_acc1", Checkpoint.Scalar(76.1f)),
            ("optimizer", new (string, object?)[] { ("state", Array.Empty<(string, object?)>()) }));
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.Notes, Has.Some.Contains("'module.'").And.Some.Contains("'state_dict'"));
    }

    [Test]
    public void FewTensorsInsideAFlatStateDict_DoNotHideIt()
    {
        ImportedModel model = Import([.. Checkpoint.State(LeNet5), ("stats", new (string, object?)[] { ("mean", Checkpoint.Scalar(1)) })]);
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [TestCase("state_dict")]
    [TestCase("state_dict_ema")]
    [TestCase("model_ema")]
    [TestCase("net")]
    [TestCase("params")]
    [TestCase("model_state")]
    [TestCase("weights")]
    [TestCase("whatever they called it")]
    [TestCase("model.state_dict")]
    [TestCase("a.b.c")]
    public void StateDictUnderAnyKey_IsFound(string path)
    {
        object? value = Checkpoint.State(LeNet5);
        foreach (string key in path.Split('.').Reverse())
            value = new (string, object?)[] { ("epoch", 3), (key, value) };
        ReferenceRun.AssertLogits(Import(((string, object?)[])value!).OnnxFile);
    }

    [TestCase("state_dict", "state_dict_ema")]
    [TestCase("model", "model_ema")]
    [TestCase("params", "params_ema")]
    [TestCase("state_dict", "EMA")]
    public void AverageBesideTheLastStep_IsTakenAndSaid_AndTheOtherCanBeChosen(string raw, string average)
    {
        (string, object?)[] root = [(raw, Checkpoint.State(LeNet5, factor: 0.5f)), (average, Checkpoint.State(LeNet5))];
        ImportedModel model = Import(root);
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.Notes, Has.Some.Contains($"'{average}' were taken").And.Some.Contains($"'{raw}' fit as well"));

        Assert.That(Logits(ImportAs(new WantedWeights(Key: raw), root)), Is.Not.EqualTo(Logits(model)));
        Assert.That(Logits(ImportAs(new WantedWeights(Key: average), root)), Is.EqualTo(Logits(model)));
    }

    [Test]
    public void DictionaryThatFits_IsTakenOfSeveral()
    {
        ImportedModel model = Import(
            ("generator", Checkpoint.State(TestArchitectures.VggHead)), ("classifier", Checkpoint.State(LeNet5)));
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.Notes, Has.Some.Contains("'classifier'"));
    }

    [Test]
    public void NetworkOfTheClassesAskedFor_IsTakenBesideItsTeacher()
    {
        ImportedModel model = ImportAs(
            new WantedWeights(Classes: 5), ("teacher", Checkpoint.State(LeNet5)), ("student", Checkpoint.State(LeNet5, classes: 5)));
        Assert.That((model.Classes, Logits(model).Length), Is.EqualTo((5, 5)));
    }

    [Test]
    public void NetworkOfTheUsualClasses_ComesBeforeAnother()
    {
        WantedWeights any = new(AnyClasses: true);
        ImportedModel model = ImportAs(
            any, ("generator", Checkpoint.State(LeNet5, classes: 5)), ("classifier", Checkpoint.State(LeNet5)));
        Assert.That(model.Classes, Is.Null);
        Assert.That(model.Notes, Has.Some.Contains("'classifier' were taken").And.Some.Contains("'generator' fit as well"));
        ReferenceRun.AssertLogits(
            ImportAs(any, [.. Checkpoint.State(LeNet5, "g.", classes: 5), .. Checkpoint.State(LeNet5, "classifier.")]).OnnxFile);
    }

    [TestCase("exp_avg")]
    [TestCase("optimizer.ema")]
    [TestCase("momentum_buffer")]
    public void WhatAnOptimizerKeeps_IsNeverTaken(string key)
    {
        object? moments = Checkpoint.State(LeNet5, factor: 0.5f);
        foreach (string part in key.Split('.').Reverse())
            moments = new (string, object?)[] { (part, moments) };
        (string, object?) kept = ((string, object?)[])moments! is [var only] ? only : default;
        ReferenceRun.AssertLogits(Import(kept, ("zzz", Checkpoint.State(LeNet5))).OnnxFile);
        Assert.That(Refusal(null, kept).Message, Does.Contain("no state dict"));
    }

    [Test]
    public void UnusualKey_IsSaidEvenIfItIsTheOnlyOne()
    {
        Assert.That(Import(("epoch", 3), ("teacher", Checkpoint.State(LeNet5))).Notes, Has.Some.Contains("'teacher' were taken"));
        Assert.That(Import(("epoch", 3), ("state_dict", Checkpoint.State(LeNet5))).Notes, Is.Empty);
    }

    [Test]
    public void HeadOfOneClass_IsToldAsThat() => Assert.That(
        Refusal(new WantedWeights(AnyClasses: true), Checkpoint.State(LeNet5, classes: 1)).Message,
        Does.Contain("tells 1 class apart; 2 to 131,072 are taken"));

    [Test]
    public void UnknownKey_IsRefusedWithThoseThatThereAre()
    {
        VisionException refusal = Refusal(
            new WantedWeights(Key: "model_emma"), ("model", Checkpoint.State(LeNet5)), ("model_ema", Checkpoint.State(LeNet5)));
        Assert.That(refusal.Message, Does.Contain("'model_emma' - did you mean 'model_ema'?").And.Contains("model_ema, model"));
        Assert.That(Refusal(new WantedWeights(Key: "x"), Checkpoint.State(LeNet5)).Message, Does.Contain("stand at the top"));
    }

    [Test]
    public void WhatDoesNotFit_TellsWhereItWas_AndWhatElseThereIs() => Assert.That(
        Refusal(null, ("model", Checkpoint.State(LeNet5)[1..]), ("other", Checkpoint.State(TestArchitectures.VggHead))).Message,
        Does.Contain("1 missing (conv1.weight)").And.Contains("under 'model'").And.Contains("'other' too"));

    [Test]
    public void ObjectsBesideTheStateDict_AreLeftAloneAndNamed()
    {
        ImportedModel model = Import(
            ("args", RawPickle.Namespace), ("best", RawPickle.NumpyScalar),
            ("path", new RawPickle("cpathlib\nPosixPath\nX\x01\x00\x00\x00/\x85R")),
            ("when", new RawPickle("cdatetime\ndatetime\nC\x02" + "ab\x85R")), ("seen", new RawPickle("\x8F(K\x01\x90")),
            ("dtype", new RawPickle("ctorch\nfloat32\n")), ("meter", Checkpoint.Scalar(3)), ("state_dict", Checkpoint.State(LeNet5)));
        ReferenceRun.AssertLogits(model.OnnxFile);
        string note = model.Notes.Single(note => note.Contains("left alone"));
        Assert.That(note, Does.Contain("argparse.Namespace").And.Contains("pathlib.PosixPath"));
    }

    [Test]
    public void ObjectsAmongTheTensors_AreRefusedByName() => Assert.That(
        Refusal(null, [.. Checkpoint.State(LeNet5), ("args", RawPickle.Namespace)]).Message,
        Does.Contain("among its tensors is argparse.Namespace"));

    [Test]
    public void WholeModelInsideACheckpoint_IsRefusedByTheNameOfItsClass() => Assert.That(
        Refusal(null, ("model", new RawPickle("cmine.nets\nLeNet\n)\x81}b"))).Message,
        Does.Contain("mine.nets.LeNet").And.Contains("model.state_dict()"));

    [TestCase("cos\nsystem\nX\x02\x00\x00\x00id\x85R")]
    [TestCase("csubprocess\nPopen\n)R")]
    [TestCase("cbuiltins\neval\nX\x01\x00\x00\x00" + "1\x85R")]
    public void AttackBesideTheStateDict_IsRefused(string program) => Assert.That(
        Refusal(null, ("state_dict", Checkpoint.State(LeNet5)), ("x", new RawPickle(program))).Message, Does.Contain("do not trust"));

    [Test]
    public void DictionaryWithinItself_Ends()
    {
        // d = {'d': d, 'state_dict': {...}}
        (string, object?)[] root = [("d", new RawPickle("}q\x01X\x01\x00\x00\x00" + "dh\x01s")), ("state_dict", Checkpoint.State(LeNet5))];
        ReferenceRun.AssertLogits(Import(root).OnnxFile);
    }

    [TestCase("_orig_mod.")]
    [TestCase("module._orig_mod.")]
    [TestCase("model.")]
    [TestCase("backbone.")]
    [TestCase("net.")]
    [TestCase("encoder.")]
    [TestCase("1.")]
    [TestCase("lightning.model.net.module.")]
    public void PrefixOfAllNames_IsTakenOffAndSaid(string prefix)
    {
        ImportedModel model = Import(Checkpoint.State(LeNet5, prefix));
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.Notes, Has.Some.EqualTo($"The prefix '{prefix}' was taken off all names."));
    }

    [Test]
    public void TensorsOutsideThePrefix_AreIgnoredAndSaid()
    {
        ImportedModel model = Import([.. Checkpoint.State(LeNet5, "backbone."), ("criterion.weight", Checkpoint.Scalar(1))]);
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.Notes, Has.Some.Contains("ignored: criterion.weight"));
    }

    [TestCase("backbone.", "")]
    [TestCase("module.backbone.", "module.")]
    public void HeadBesideTheBody_IsFoundByTheArchitecturesNames(string body, string head)
    {
        ImportedModel model = Import(
            [.. Checkpoint.State(LeNet5).Select(tensor => ((tensor.Item1.StartsWith("fc3") ? head : body) + tensor.Item1, tensor.Item2))]);
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.Notes, Has.Some.Contains("fc3.weight"));
    }

    [Test]
    public void HeadOfAnotherName_IsMissing_AndNotPassedOver() => Assert.That(
        Refusal(null, [.. Checkpoint.State(LeNet5).Select(tensor =>
            (tensor.Item1.StartsWith("fc3") ? tensor.Item1.Replace("fc3", "head") : "backbone." + tensor.Item1, tensor.Item2))]).Message,
        Does.Contain("2 missing (fc3.weight, fc3.bias)"));

    [Test]
    public void NetworkUnderTwoPrefixes_IsTakenBySaidRule_AndChosenByKey()
    {
        (string, object?)[] root = [.. Checkpoint.State(LeNet5, "model.", factor: 0.5f), .. Checkpoint.State(LeNet5, "ema_model.")];
        ImportedModel model = Import(root);
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.Notes, Has.Some.Contains("'ema_model.' was taken").And.Some.Contains("'model.' fit as well"));
        Assert.That(Logits(ImportAs(new WantedWeights(Key: "model"), root)), Is.Not.EqualTo(Logits(model)));
    }

    [Test]
    public void NamesThatShareABeginning_KeepIt()
    {
        Architecture features = new("features", (g, _) => g.Output(
            g.Linear(g.Flatten(g.Conv(g.Input("input", 1, 1, 3, 3), "features.0", channels: 3, kernel: 3)), "features.1", features: 4),
            "logits"));
        (string, long[])[] tensors = TestArchitectures.Tensors(features);
        using (TensorFile file = TensorFile.Open(_data.WriteSafetensors("a.safetensors", tensors)))
            Assert.That(TensorBinding.Find(features, "", file).Notes, Is.Empty);
        (string, long[])[] twice = [.. tensors.Select(tensor => ("features." + tensor.Item1, tensor.Item2))];
        string prefixed = _data.WriteSafetensors("b.safetensors", twice);
        using (TensorFile file = TensorFile.Open(prefixed))
            Assert.That(TensorBinding.Find(features, "", file).Notes.Single(), Does.Contain("'features.'"));
    }

    private static float[] Logits(ImportedModel model) => ReferenceRun.Run(model.OnnxFile, FormulaWeights.Input(32 * 32), [1, 1, 32, 32]);

    private ImportedModel Import(params (string, object?)[] root) => ImportAs(null, root);

    private ImportedModel ImportAs(WantedWeights? wanted, params (string, object?)[] root) =>
        WeightImport.Import(LeNet5, "", Checkpoint.Write(Path.Combine(_data.Folder, $"{Guid.NewGuid():N}.pth"), root), Cache(), wanted);

    private VisionException Refusal(WantedWeights? wanted, params (string, object?)[] root)
    {
        VisionException refusal = Assert.Throws<VisionException>(() => ImportAs(wanted, root))!;
        Assert.That(refusal.Message, Does.Not.Contain("\n"));
        return refusal;
    }

    private string Cache() => Directory.CreateDirectory(Path.Combine(_data.Folder, $"{Guid.NewGuid():N}")).FullName;
}
