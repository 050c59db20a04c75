namespace RealtimeCnn.DemoApp;

/// <summary>One entry of the table of keys.</summary>
/// <param name="Keys">The keys that do it.</param>
/// <param name="Name">What is printed on them.</param>
/// <param name="Meaning">What it does, for the help.</param>
/// <param name="Do">Does it. Gets the key that was pressed.</param>
/// <param name="Word">The meaning in a word, for the line at the bottom; null leaves it to the help.</param>
internal sealed record KeyBinding(Key[] Keys, string Name, string Meaning, Action<WindowSession, Key> Do, string? Word = null);

/// <summary>Every key of the demo. The help and the line at the bottom are made from this table.</summary>
internal static class KeyBindings
{
    public static readonly IReadOnlyList<KeyBinding> All =
    [
        new(
            [.. Enumerable.Range(0, 10).Select(digit => Key.Digit0 + digit)], "1–9, 0", "model, in the article's order",
            (s, key) => _ = s.Controls.SwapToKeyAsync(((char)key).ToString()), "model"),
        new(
            [Key.Left, Key.Right], "← →", "previous, next model",
            (s, key) => _ = key == Key.Left ? s.Controls.PreviousModelAsync() : s.Controls.NextModelAsync(), "previous, next"),
        new([Key.Space], "Space", "pause; models can still be swapped", (s, _) => s.View.IsPaused = !s.View.IsPaused, "pause"),
        new([(Key)'W'], "W", "download this model's weights, or stop", (s, key) => _ = s.Controls.Weights.ToggleAsync()),
        new([Key.Enter], "Enter", "take what is offered", (s, key) => _ = s.Controls.Weights.TakeOfferAsync()),
        new(
            [(Key)'N', (Key)'N' | Key.Shift], "N", "next picture; shift: the one before; a video: again",
            (s, key) => _ = s.Sources.StepAsync(key == (Key)'N' ? 1 : -1), "next picture"),
        new([(Key)'P'], "P", "preprocessing on CPU or GPU", (s, key) => _ = s.Controls.NextPreprocessorAsync()),
        new([(Key)'B'], "B", "backend of the network", (s, key) => _ = s.Controls.NextBackendAsync()),
        new([(Key)'T'], "T", "what the model saw: its input", (s, _) => s.View.ShowsInput = !s.View.ShowsInput, "input"),
        new([(Key)'G'], "G", "where the network looks", (s, key) => _ = s.Controls.ToggleAttentionAsync(), "where"),
        new(
            [(Key)'D'], "D", "diagram: blocks and their share of time",
            (s, _) => s.View.ShowsDiagram = !s.View.ShowsDiagram, "diagram"),
        new([(Key)'C'], "C", "every network on this picture", (s, _) => s.View.ShowsComparison = !s.View.ShowsComparison, "compare"),
        new([(Key)'K'], "K", "smooth the scores", (s, _) => s.View.IsSmoothed = !s.View.IsSmoothed),
        new(
            [Key.Plus, Key.Minus], "+ −", "more, fewer predictions",
            (s, key) => s.View.PredictionCount += key == Key.Plus ? 1 : -1),
        new([(Key)'M'], "M", "mirror", (s, _) => s.View.IsMirrored = !s.View.IsMirrored),
        new([(Key)'O'], "O", "overlay off, compact, full", (s, _) => s.View.NextOverlay(), "overlay"),
        new([(Key)'F'], "F", "full screen", (s, _) => s.Window.IsFullScreen = !s.Window.IsFullScreen, "full screen"),
        new([(Key)'S'], "S", "save a picture", (s, _) => s.Controls.SaveScreenshot()),
        new([(Key)'R'], "R", "record a video, or stop", (s, _) => s.Controls.ToggleRecording()),
        new([(Key)'H'], "H", "this help", (s, _) => s.View.ShowsHelp = !s.View.ShowsHelp, "all keys"),
        new([Key.Escape], "Esc", "quit; closes a comparison first", (s, _) => Leave(s)),
    ];

    private static readonly Dictionary<Key, KeyBinding> ByKey =
        All.SelectMany(binding => binding.Keys.Select(key => (key, binding))).ToDictionary();

    /// <summary>For the line at the bottom.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> Line =>
        [.. All.Where(binding => binding.Word is not null).Select(binding => (binding.Name, binding.Word!))];

    /// <summary>For the help.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> Help => [.. All.Select(binding => (binding.Name, binding.Meaning))];

    private static void Leave(WindowSession session)
    {
        if (session.View.ShowsComparison)
            session.View.ShowsComparison = false;
        else
            session.Window.Close();
    }

    /// <summary>
    /// Does what a key is for; nothing if it is for nothing. Shift counts where a key is bound with it: some layouts have others under it.
    /// </summary>
    public static void Press(Key key, WindowSession session)
    {
        if (!ByKey.ContainsKey(key))
            key &= ~Key.Shift;
        if (ByKey.TryGetValue(key, out KeyBinding? binding))
            binding.Do(session, key);
    }
}
