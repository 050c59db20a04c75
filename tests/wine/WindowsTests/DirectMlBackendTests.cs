using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

public class DirectMlBackendTests
{
    [Test]
    public void OtherLibrariesAreRefusedOnceSomeAreLoaded()
    {
        DirectMlBackend.Instance.Prepare();

        Assert.That(
            () => DirectMlBackend.UseLibraries(@"Z:\onnxruntime.dll", @"Z:\DirectML.dll"),
            Throws.InvalidOperationException.With.Message.Contains("before the first use"));
        Assert.That(DirectMlBackend.Instance.Problem(null, out _), Is.Null);
    }

    [Test]
    public void APathThatIsNullIsRefused()
    {
        Assert.That(() => DirectMlBackend.UseLibraries(null!, "DirectML.dll"), Throws.ArgumentNullException);
        Assert.That(() => DirectMlBackend.UseLibraries("onnxruntime.dll", null!), Throws.ArgumentNullException);
    }
}
