namespace RealtimeCnn.DemoApp;

/// <summary>Networks with the same classes, and how their answers compare. Digits are not compared with ImageNet's classes.</summary>
internal sealed class ComparedGroup
{
    private readonly IReadOnlyList<ComparedPicture> _pictures;
    private readonly Truth _truth;

    public ComparedGroup(LabelSet labels, IReadOnlyList<ModelResult> models, IReadOnlyList<ComparedPicture> pictures, Truth truth)
    {
        (Labels, Models, _pictures, _truth) = (labels, models, pictures, truth);
        Differing = [.. pictures.Where(picture => AnswersOf(picture).Select(answer => answer.ClassId).Distinct().Count() > 1)];
        Judged = pictures.Count(picture => truth.Of(picture, labels) is not null);
    }

    public LabelSet Labels { get; }

    public IReadOnlyList<ModelResult> Models { get; }

    /// <summary>Pictures for which they have not all the same first choice.</summary>
    public IReadOnlyList<ComparedPicture> Differing { get; }

    /// <summary>Pictures of which it is known which of the classes they show.</summary>
    public int Judged { get; }

    /// <summary>What a picture shows; null if that is not known, or none of the classes.</summary>
    public int? TruthOf(ComparedPicture picture) => _truth.Of(picture, Labels);

    /// <summary>How often a network's first choice was right, of the pictures that it answered and that are judged.</summary>
    public (int Right, int Of) Accuracy(ModelResult model)
    {
        int right = 0, of = 0;
        foreach (ComparedPicture picture in _pictures)
        {
            if (model.Of(picture) is not { } answer || TruthOf(picture) is not { } truth)
                continue;
            of++;
            right += answer.ClassId == truth ? 1 : 0;
        }
        return (right, of);
    }

    /// <summary>Share of pictures of which two say the same, 0..1; NaN if there is none that both answered.</summary>
    public double Agreement(ModelResult one, ModelResult other)
    {
        int same = 0, of = 0;
        foreach (ComparedPicture picture in _pictures)
        {
            if (one.Of(picture) is not { } first || other.Of(picture) is not { } second)
                continue;
            of++;
            same += first.ClassId == second.ClassId ? 1 : 0;
        }
        return of == 0 ? double.NaN : same / (double)of;
    }

    /// <summary>The mean of that over all others; NaN if there is no other.</summary>
    public double Agreement(ModelResult model)
    {
        double[] shares = [.. Models.Where(other => other != model).Select(other => Agreement(model, other)).Where(double.IsFinite)];
        return shares.Length == 0 ? double.NaN : shares.Average();
    }

    /// <summary>The different answers to a picture, the most frequent first, each with those who gave it.</summary>
    public IReadOnlyList<(int ClassId, IReadOnlyList<ModelResult> Models)> Answers(ComparedPicture picture) =>
    [
        .. from model in Models
           where model.Of(picture) is not null
           group model by model.Of(picture)!.Value.ClassId into answer
           orderby answer.Count() descending
           select (answer.Key, (IReadOnlyList<ModelResult>)[.. answer]),
    ];

    /// <summary>The name of a class.</summary>
    public string LabelOf(int classId) => Labels.Labels[classId];

    private IEnumerable<PictureAnswer> AnswersOf(ComparedPicture picture) =>
        Models.Select(model => model.Of(picture)).OfType<PictureAnswer>();
}
