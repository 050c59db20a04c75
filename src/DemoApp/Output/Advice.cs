namespace RealtimeCnn.DemoApp;

/// <summary>The commands that the program's messages name: one place, so that they name what there is.</summary>
internal static class Advice
{
    /// <summary>The command that gets a model's weights.</summary>
    public static string Pull(string id) => $"{ProgramName.Typed} models pull {id}";
}
