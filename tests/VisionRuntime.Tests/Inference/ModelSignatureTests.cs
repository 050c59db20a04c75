using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Inputs as exporters write them: channels first or last, floats or whole numbers, open dimensions.</summary>
[TestFixture]
public class ModelSignatureTests
{
    private static readonly long[] First = [1, 3, 6, 5], Last = [1, 6, 5, 3];

    [TestCase(TinyNetwork.Float, false, 1e-5)]
    [TestCase(TinyNetwork.Half, false, 2e-2)]
    [TestCase(TinyNetwork.Float, true, 1e-5)]
    [TestCase(TinyNetwork.Half, true, 2e-2)]
    public void TheSameWeights_GiveTheSameScores_WhateverTheLayout(int type, bool isBatchOpen, double tolerance)
    {
        using LoadedModel first = Spatial(First).Load();
        using LoadedModel last = Spatial([isBatchOpen ? -1 : 1, .. Last[1..]], type, channelsLast: true).Load();

        Assert.That(last.Spec.ChannelsLast);
        Assert.That(last.Spec.Shape, Is.EqualTo(new[] { 1, 6, 5, 3 }));
        Assert.That(last.Notes, Is.Empty);
        Assert.That(TinyNetwork.Run(last), Is.EqualTo(TinyNetwork.Run(first)).Within(tolerance));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void OneThatNormalisesByItself_TakesPixelsAsTheyAre(bool channelsLast)
    {
        using LoadedModel floats = Spatial(First).Load();
        var network = new TinyNetwork(channelsLast ? Last : First, TinyNetwork.UInt8, channelsLast, normalises: true, pools: false);
        using LoadedModel levels = network.Output(network.Logits).Load();

        Assert.That((levels.Spec.Type, levels.Spec.Mean[0], levels.Spec.Std[0]), Is.EqualTo((TensorType.UInt8, 0f, 1 / 255f)));
        Assert.That(levels.InputBytes.Length, Is.EqualTo(90));
        // Half a level of each of 90 values, of weights up to 4/30, by 1/57.
        Assert.That(TinyNetwork.Run(levels), Is.EqualTo(TinyNetwork.Run(floats)).Within(90 * 0.5 * 4 / 30 / 57));
    }

    [Test]
    public void AllDimensionsOpen_ButThreeChannelsLast_AreChannelsLast()
    {
        var last = new TinyNetwork([-1, -1, -1, 3], channelsLast: true);
        using LoadedModel open = last.Output(last.Logits).Load();
        var first = new TinyNetwork([-1, 3, -1, -1]);
        using LoadedModel truth = first.Output(first.Logits).Load();

        Assert.That(open.Spec.Shape, Is.EqualTo(new[] { 1, 224, 224, 3 }));
        Assert.That(truth.Spec.Shape, Is.EqualTo(new[] { 1, 3, 224, 224 }));
        Assert.That(TinyNetwork.Run(open), Is.EqualTo(TinyNetwork.Run(truth)).Within(1e-5));
    }

    [TestCase(1, 1, 8, 8, false)]
    [TestCase(1, 8, 8, 1, true)]
    [TestCase(-1, -1, -1, 1, true)]
    public void OneChannel_IsGrey_WhereverItStands(int n, int second, int third, int last, bool isLast)
    {
        var network = new TinyNetwork([n, second, third, last], channelsLast: isLast);
        using LoadedModel model = network.Output(network.Logits).Load();
        var plain = new TinyNetwork([1, 1, model.Spec.Height, model.Spec.Width]);
        using LoadedModel truth = plain.Output(plain.Logits).Load();

        Assert.That((model.Spec.ChannelsLast, model.Spec.Channels), Is.EqualTo((isLast, ChannelOrder.Grey)));
        Assert.That(TinyNetwork.Run(model), Is.EqualTo(TinyNetwork.Run(truth)).Within(1e-6));
    }

    [TestCase(3, 3)]
    [TestCase(1, 3)]
    [TestCase(3, 1)]
    public void ChannelsThatMayStandAtEitherEnd_AreTakenFirst_AndThatIsSaid(int second, int last)
    {
        var network = new TinyNetwork([1, second, 8, last]);
        using LoadedModel model = network.Output(network.Logits).Load();

        Assert.That(model.Spec.Shape, Is.EqualTo(new[] { 1, second, 8, last }));
        Assert.That(model.Notes.Single(), Does.Contain($"1 x {second} x 8 x {last}").And.Contains("NCHW"));
    }

    [TestCase(TinyNetwork.Double, "is of Double; float32, float16 and uint8")]
    [TestCase(16, "is of BFloat16; float32, float16 and uint8")]
    [TestCase(3, "is of Int8; float32, float16 and uint8")]
    public void OtherElements_AreNamed(int type, string because)
    {
        var network = new TinyNetwork(type: type);
        Refuses(network.Output(network.Logits), because);
    }

    [TestCase(new long[] { 1, 4, 8, 8 }, "1 x 4 x 8 x 8; expected 1 or 3 channels, first (NCHW) or last (NHWC)")]
    [TestCase(new long[] { 4, 3, 8, 8 }, "batch size is fixed to 4")]
    [TestCase(new long[] { 1, 3, 0, 8 }, "")]
    public void WhatIsNoPicture_IsNamed(long[] shape, string because)
    {
        var network = new TinyNetwork(shape);
        Refuses(network.Output(network.Logits), because);
    }

    [Test]
    public void UnknownNumberOfDimensions_IsNotCalledAScalar()
    {
        var network = new TinyNetwork();
        ModelDefinition definition = network.Output(network.Logits).Definition();
        var model = ModelZoo.Onnx.ModelProto.Parser.ParseFrom(definition.Content.Span);
        model.Graph.Input[0].Type.TensorType.Shape = null;
        Assert.That(
            () => LoadedModel.Load(definition with { Content = Google.Protobuf.MessageExtensions.ToByteArray(model) }, new()),
            Throws.TypeOf<VisionException>().With.Message.Contains("'input' is of no stated shape; expected N x C x H x W"));
    }

    [Test]
    public void WholeNumbers_AndADefinitionThatNormalises_DoNotGoTogether()
    {
        var network = new TinyNetwork(First, TinyNetwork.UInt8);
        ModelDefinition definition = network.Output(network.Logits).Definition() with
        {
            Preprocess = new PreprocessSpec { Width = 5, Height = 6, Mean = [0.5f], Std = [0.5f] },
        };
        Assert.That(
            () => LoadedModel.Load(definition, new()), Throws.TypeOf<VisionException>().With.Message.Contains("std 1/255"));
    }

    [TestCase(TensorType.UInt8, TinyNetwork.Float, "'input' takes float32, but its definition says uint8")]
    [TestCase(TensorType.Float16, TinyNetwork.Float, "'input' takes float32, but its definition says float16")]
    [TestCase(TensorType.UInt8, TinyNetwork.Half, "'input' takes float16, but its definition says uint8")]
    [TestCase(TensorType.Float32, TinyNetwork.Half, null)]
    [TestCase(TensorType.Float16, TinyNetwork.Half, null)]
    public void ADefinitionsType_IsHeldAgainstTheFiles_UnlessItSaysNothing(TensorType said, int type, string? because)
    {
        var network = new TinyNetwork(First, type);
        ModelDefinition definition = network.Output(network.Logits).Definition() with
        {
            Preprocess = new PreprocessSpec { Width = 5, Height = 6, ResizeTo = 6, Type = said },
        };
        if (because is null)
            Assert.That(() => LoadedModel.Load(definition, new()).Dispose(), Throws.Nothing);
        else
            Assert.That(() => LoadedModel.Load(definition, new()), Throws.TypeOf<VisionException>().With.Message.Contains(because));
    }

    [Test]
    public void ADefinitionsLayout_IsHeldAgainstTheFiles()
    {
        var network = new TinyNetwork(Last, channelsLast: true);
        ModelDefinition definition = network.Output(network.Logits).Definition();
        var spec = new PreprocessSpec { Width = 5, Height = 6, ResizeTo = 6 };
        Assert.That(
            () => LoadedModel.Load(definition with { Preprocess = spec }, new()),
            Throws.TypeOf<VisionException>().With.Message.Contains("1 x 6 x 5 x 3, but its definition says 1 x 3 x 6 x 5"));
        using LoadedModel model = LoadedModel.Load(definition with { Preprocess = spec with { ChannelsLast = true } }, new());
        Assert.That(model.Scores.Length, Is.EqualTo(6));
    }

    [Test]
    public void Steady_AllocatesNothing([Values(TinyNetwork.Float, TinyNetwork.Half, TinyNetwork.UInt8)] int type)
    {
        var network = new TinyNetwork(Last, type, channelsLast: true);
        using LoadedModel model = network.Output(network.Add("Sigmoid", [network.Logits])).Load();
        using var frame = new Frame();
        frame.Reshape(40, 30, PixelFormat.Bgr8);
        var top = new Prediction[5];
        for (int i = 0; i < 50; i++)
            Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Once();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Once()
        {
            model.Preprocess(frame);
            model.Run();
            model.Rank(top);
        }
    }

    private static TinyNetwork Spatial(long[] shape, int type = TinyNetwork.Float, bool channelsLast = false)
    {
        var network = new TinyNetwork(shape, type, channelsLast, pools: false);
        return network.Output(network.Logits);
    }

    private static void Refuses(TinyNetwork network, string because) =>
        Assert.That(() => network.Load(), Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Not.Contains("\n"));
}
