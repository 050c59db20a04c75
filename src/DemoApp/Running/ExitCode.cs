namespace RealtimeCnn.DemoApp;

/// <summary>What the program ends with when not all went well.</summary>
internal static class ExitCode
{
    /// <summary>It could not do what it was asked to.</summary>
    public const int Failed = 1;

    /// <summary>It was asked for what does not exist.</summary>
    public const int Misused = 2;
}
