namespace RealtimeCnn.ArchitectureTests;

/// <summary>Shows all that breaks a rule, not only the first.</summary>
internal static class Violations
{
    public static void ShouldBeNone(IEnumerable<string> violations)
    {
        string[] all = [.. violations.Distinct()];
        if (all.Length > 0)
            Assert.Fail($"{all.Length} found:{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
    }
}
