namespace RealtimeCnn.OverlayRenderer;

/// <summary>A live view in words.</summary>
internal static class ViewTitle
{
    /// <summary>The model, and whatever is not as usual.</summary>
    public static string Of(LiveView view)
    {
        List<string> words = [view.Model?.DisplayName ?? "no model yet"];
        Add(view.IsPaused, "paused");
        Add(view.IsRecording, "recording");
        Add(view.IsMirrored, "mirrored");
        Add(view.IsSmoothed, "smoothed");
        Add(view.ShowsInput, "input");
        Add(view.ShowsDiagram, "diagram");
        Add(view.ShowsComparison, "comparison");
        Add(view.ShowsHelp, "help");
        Add(view.Overlay == OverlayMode.Off, "overlay off");
        Add(view.Overlay == OverlayMode.Compact, "overlay compact");
        return string.Join(" · ", words);

        void Add(bool isSo, string word)
        {
            if (isSo)
                words.Add(word);
        }
    }
}
