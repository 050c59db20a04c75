using System.Runtime.InteropServices;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What ONNX Runtime finds in its environment. What it then does is watched by DemoApp.Tests, PrivacyTests.</summary>
[TestFixture, NonParallelizable]
public partial class OrtTelemetryTests
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    private string? _before;

    [SetUp]
    public void Remember() => _before = Environment.GetEnvironmentVariable(Variable);

    [TearDown]
    public void Restore()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        OrtTelemetry.TurnOff();
    }

    [TestCase(null, "1")]
    [TestCase("", "1")]
    [TestCase("0", "0")] // somebody's choice
    public void NativeCode_SeesIt(string? chosen, string expected)
    {
        Environment.SetEnvironmentVariable(Variable, chosen);
        OrtTelemetry.TurnOff();
        Assert.That(Native(), Is.EqualTo(expected));
        Assert.That(Environment.GetEnvironmentVariable(Variable), Is.EqualTo(expected));
    }

    [Test]
    public void TheEnvironment_IsMadeOnce() => Assert.That(OrtTelemetry.QuietEnvironment(), Is.SameAs(OrtTelemetry.QuietEnvironment()));

    private static string? Native() => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable(Variable)
        : Marshal.PtrToStringUTF8(GetFromNativeCode(Variable));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetFromNativeCode(string name);
}
