using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What ONNX Runtime says, which may quote any name of a file.</summary>
[TestFixture]
public class OrtMessageTests
{
    [Test]
    public void ItsLinesBecomeOne_WithoutWhatSteersATerminal() => Assert.That(
        OrtMessage.OneLine(new InvalidOperationException("[ErrorCode:Fail]\r\n No\u001B[31m Op\a:\tX\u009B2J\n\n \u202Eend\u202C ")),
        Is.EqualTo("[ErrorCode:Fail] No?[31m Op?: X?2J ?end?"));

    [Test]
    public void NamesThatSteerATerminal_AreShownWithoutThat()
    {
        var network = new TinyNetwork();
        string made = network.Add("Nope\u001B[31m", ["input"]);
        ModelDefinition definition = network.Output(made).Definition();
        Assert.That(
            () => LoadedModel.Load(definition, new InferenceOptions { Threads = 1 }),
            Throws.TypeOf<VisionException>().With.Message.Contains("Nope?[31m").And.Message.Not.Contains("\u001B"));
    }
}
