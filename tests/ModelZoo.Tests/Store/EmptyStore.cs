using NUnit.Framework;

/// <summary>
/// Around all tests of an assembly (it is in no namespace): the user's store is an empty folder, so that no test depends on the
/// weights that happen to be on a machine, or touches them.
/// </summary>
[SetUpFixture]
public class EmptyStore
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("realtimecnn-home-");

    [OneTimeSetUp]
    public void SetUp() => Environment.SetEnvironmentVariable("REALTIMECNN_HOME", _home.FullName);

    [OneTimeTearDown]
    public void TearDown()
    {
        Environment.SetEnvironmentVariable("REALTIMECNN_HOME", null);
        _home.Delete(recursive: true);
    }
}
