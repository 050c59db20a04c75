using System.Diagnostics;

namespace RealtimeCnn.DemoApp;

/// <summary>Shows pictures to one network after the other: each is disposed before the next is loaded.</summary>
/// <param name="pictures">The pictures.</param>
/// <param name="loading">How networks are loaded.</param>
/// <param name="progress">Hears how far it is.</param>
internal sealed class ComparisonRun(PictureSet pictures, InferenceOptions loading, CompareProgress progress)
{
    /// <summary>Shows them all. What fails is in the results.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public IReadOnlyList<ModelResult> Run(IReadOnlyList<ModelDefinition> models, CancellationToken cancellation)
    {
        List<ModelResult> results = [];
        foreach (ModelDefinition model in models)
        {
            ModelResult result = new(model);
            results.Add(result);
            progress.Begin(model, results.Count, models.Count);
            try
            {
                Run(result, cancellation);
            }
            catch (VisionException e)
            {
                result.Error = e.Message;
            }
            progress.End(result);
            if (result.Count == 0 && result.Error is null && pictures.Count is { } count && pictures.Pictures.Count(IsBroken) == count)
                break; // no other one would see more
        }
        return results;

        static bool IsBroken(ComparedPicture picture) => picture.Error is not null;
    }

    private void Run(ModelResult result, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp();
        using LoadedModel loaded = LoadedModel.Load(result.Model, loading, cancellation);
        result.LoadMs = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        (result.Labels, result.Notes, result.Backend) = (loaded.Labels, loaded.Notes, loaded.Backend.ToString());
        var top = new Prediction[1];
        bool isFirst = true;
        pictures.Show(
            (picture, frame) =>
            {
                long at;
                try
                {
                    if (isFirst) // what is done once, for a size of pictures or for all, is no time of this network
                        Ask(frame);
                    isFirst = false;
                    at = Stopwatch.GetTimestamp();
                    Ask(frame);
                }
                catch (VisionException e) when (e is not DeviceLostException && e.InnerException is not TimeoutException)
                {
                    result.Failures++;
                    result.FirstFailure ??= $"{picture.Name}: {e.Message}";
                    return;
                }
                double ms = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
                if (loaded.Rank(top) > 0)
                    result.Add(picture, new PictureAnswer(top[0].ClassId, top[0].Score, ms));
                progress.Answered(result.Count, pictures.Count);
            },
            cancellation);
        result.ProcessBytes = Environment.WorkingSet;

        void Ask(Frame frame)
        {
            loaded.Preprocess(frame);
            loaded.Run();
        }
    }
}
