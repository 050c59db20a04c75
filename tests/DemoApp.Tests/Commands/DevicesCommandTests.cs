using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands;

public class DevicesCommandTests
{
    [Test]
    public void NoCamera_IsSaid_AndNoneIsMadeUp() =>
        Assert.That(DevicesCommand.Rows([]), Is.EqualTo(new[] { ("none", "no camera is connected; the demo runs on the sample") }));

    [Test]
    public void ACamera_HasItsName_AndIsNotCalledUsable_SinceNobodyTried() => Assert.That(
        DevicesCommand.Rows([(0, "HD Webcam", null), (2, "video2", "no permission to open /dev/video2")]),
        Is.EqualTo(new[] { ("camera:0  HD Webcam", "not tried"), ("camera:2  video2", "no permission to open /dev/video2") }));
}
