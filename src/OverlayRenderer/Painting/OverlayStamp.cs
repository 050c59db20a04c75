namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// One number for what a part of the overlay shows: it changes when the part would look different. Figures count as far as they are
/// shown. Allocates nothing.
/// </summary>
internal static class OverlayStamp
{
    public static int Of(OverlayPart part, OverlayContent content)
    {
        var hash = new HashCode();
        hash.Add(content.Mode);
        switch (part)
        {
            case OverlayPart.Status:
                hash.Add(content.Paused);
                hash.Add(content.RecordingSeconds is { } seconds ? (int)seconds : -1);
                break;
            case OverlayPart.Keys:
                hash.Add(content.Keys);
                break;
            case OverlayPart.Aim:
                hash.Add(content.Aim);
                break;
            case OverlayPart.Predictions:
                AddPredictions(ref hash, content);
                break;
            case OverlayPart.Models:
                hash.Add(content.Models);
                for (int i = 0; i < content.Models.Count; i++)
                    content.Models[i].Weights?.AddTo(ref hash);
                hash.Add(content.ActiveModel);
                hash.Add(content.PointedModel);
                hash.Add(content.Status.Loading?.Name);
                hash.Add(content.Status.LastSwap?.AtFrame);
                hash.Add(content.Status.LastSwap?.To);
                break;
            case OverlayPart.Timing:
                AddTiming(ref hash, content);
                break;
            case OverlayPart.Input:
                hash.Add(content.Input?.Version);
                break;
            case OverlayPart.Messages:
                hash.Add(content.Notice);
                hash.Add(content.Status.SourceState);
                hash.Add(content.Status.SourceError);
                hash.Add(content.SourceRemedy);
                hash.Add(content.Status.Loading?.Name);
                hash.Add(content.Status.LoadingSeconds);
                hash.Add(content.Failure);
                break;
            case OverlayPart.Diagram:
                hash.Add(content.Diagram);
                hash.Add(content.IsDiagramAside);
                break;
            case OverlayPart.Comparison:
                hash.Add(content.Comparison);
                break;
            case OverlayPart.Help:
                hash.Add(content.Help);
                break;
            case OverlayPart.Offer:
                hash.Add(content.Offer);
                break;
        }
        return hash.ToHashCode();
    }

    private static void AddPredictions(ref HashCode hash, OverlayContent content)
    {
        FrameResult result = content.Result;
        hash.Add(content.ModelDisplayName);
        hash.Add(result.Model);
        hash.Add(result.IsTrained);
        hash.Add(result.Truth);
        hash.Add(result.Absence);
        hash.Add(result.Backend);
        hash.Add(result.Preprocess);
        hash.Add(content.Where);
        hash.Add(content.NoMap);
        hash.Add(content.NetworkDetail);
        hash.Add(content.PreprocessDetail);
        hash.Add(content.PredictionCount);
        hash.Add(content.IsSmoothed);
        if (content.IsNoise)
        {
            content.Weights?.AddTo(ref hash);
            return;
        }
        for (int i = 0; i < Math.Min(content.PredictionCount, result.TopCount); i++)
        {
            hash.Add(result.Top[i].ClassId);
            hash.Add((int)(result.Top[i].Score * 1000));
            hash.Add(content.IsSmoothed ? (int)(content.RawScores[i] * 1000) : 0);
        }
        if (content.Mode == OverlayMode.Compact || result.TopCount == 0)
            AddTiming(ref hash, content);
    }

    private static void AddTiming(ref HashCode hash, OverlayContent content)
    {
        LatencyHistory? history = content.History;
        hash.Add(history?.Count > 0 ? history.Milliseconds(Stage.Total, 0) : -1);
        hash.Add(content.Status.FpsIn);
        hash.Add(content.Status.FpsOut);
        hash.Add(content.Status.Drops);
        hash.Add(content.Status.SourceName);
        hash.Add(content.Status.SourceState);
        hash.Add(content.PresentDevice);
        hash.Add(content.Paused);
    }
}
