using System.Text.Json;

namespace RealtimeCnn.DemoApp;

/// <summary>How the program says what scores are, and what was decided about a model.</summary>
internal static class ScoreText
{
    /// <summary>What follows the model's name where scores do not share one whole.</summary>
    public static string Mark(bool isMultiLabel) => isMultiLabel ? " (multi-label: each class for itself)" : "";

    /// <summary>A class by name, with what it is where the name does not say so: "digit 7".</summary>
    public static string Label(string? subject, string label) => subject is null ? label : $"{subject} {label}";

    /// <summary>Writes that a picture shows none of the classes, if it does not.</summary>
    public static void Write(Utf8JsonWriter json, string? absence)
    {
        if (absence is not null)
            json.WriteString("absence", absence);
    }

    /// <summary>Writes what the scores of a result are.</summary>
    public static void Write(Utf8JsonWriter json, bool isMultiLabel) =>
        json.WriteString("scores", isMultiLabel ? "multi-label" : "probabilities");

    /// <summary>Writes the notes, each on a line.</summary>
    public static void Write(TextWriter to, string model, IReadOnlyList<string> notes)
    {
        foreach (string note in notes)
            to.WriteLine($"Note on '{model}': {note}");
    }

    /// <summary>Writes the notes, if there are any.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
            return;
        json.WriteStartArray("notes");
        foreach (string note in notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
    }
}
