namespace RealtimeCnn.DemoApp;

/// <summary>What a user should know before the answers come, on standard error: standard output is for answers.</summary>
internal static class Notices
{
    /// <summary>Tells which models of the user's are left out, and why.</summary>
    public static void Tell(ModelCatalogue catalogue)
    {
        foreach (string problem in catalogue.Problems)
            Console.Error.WriteLine(problem);
    }

    /// <summary>Tells what was made of a model's labels.</summary>
    public static void Tell(ModelDefinition model)
    {
        foreach (string note in model.LabelNotes)
            Console.Error.WriteLine(note);
    }
}
