namespace RealtimeCnn.DemoApp;

/// <summary>What a whole comparison came to.</summary>
internal sealed class Comparison
{
    /// <param name="pictures">All of them, each looked at.</param>
    /// <param name="brokenVideos">Why videos could not be played to their end.</param>
    /// <param name="models">What each network made of them, in order.</param>
    /// <param name="truth">What they show; matched anew.</param>
    public Comparison(
        IReadOnlyList<ComparedPicture> pictures, IEnumerable<string> brokenVideos, IReadOnlyList<ModelResult> models, Truth truth)
    {
        (Pictures, Models, Truth) = (pictures, models, truth);
        Broken = [.. pictures.Select(picture => picture.Error).OfType<string>(), .. brokenVideos];
        List<(LabelSet Labels, List<ModelResult> Models)> groups = [];
        foreach (ModelResult model in models.Where(model => model.Labels.Count > 0))
        {
            if (groups.FindIndex(group => group.Labels.Labels.SequenceEqual(model.Labels)) is >= 0 and int at)
                groups[at].Models.Add(model);
            else
                groups.Add((new LabelSet(model.Labels), [model]));
        }
        truth.Match(Pictures, [.. groups.Select(group => group.Labels)]);
        Groups = [.. groups.Select(group => new ComparedGroup(group.Labels, group.Models, Pictures, truth))];
    }

    public IReadOnlyList<ComparedPicture> Pictures { get; }

    /// <summary>Why pictures and videos could not be looked at, a sentence each.</summary>
    public IReadOnlyList<string> Broken { get; }

    /// <summary>Pictures that were looked at.</summary>
    public int Seen => Pictures.Count(picture => picture.Error is null);

    /// <summary>Every network that was asked for.</summary>
    public IReadOnlyList<ModelResult> Models { get; }

    /// <summary>Those that could be loaded, by their classes.</summary>
    public IReadOnlyList<ComparedGroup> Groups { get; }

    /// <summary>Those that could not be loaded.</summary>
    public IEnumerable<ModelResult> NotLoaded => Models.Where(model => model.Labels.Count == 0);

    public Truth Truth { get; }
}
