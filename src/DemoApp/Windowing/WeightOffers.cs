using System.Globalization;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Weights from the window: says of each model without them what is missing and how to get it, pulls them in the background when the user
/// wants them, and swaps the model in when they are here.
/// </summary>
/// <remarks>For the window's thread, unless a member says otherwise. Nothing blocks; what fails is said in the model's card.</remarks>
internal sealed class WeightOffers : IDisposable
{
    private readonly VisionEngine _engine;
    private readonly LiveView _view;
    private readonly Func<ModelDefinition, Task<bool>> _swap;
    private readonly WeightPulls _pulls;
    private ModelDefinition? _offered;
    private volatile bool _isOver;

    /// <param name="engine">Borrowed.</param>
    /// <param name="view">Shows what is said. Borrowed.</param>
    /// <param name="swap">Swaps to a model.</param>
    /// <param name="pulls">Owned.</param>
    public WeightOffers(VisionEngine engine, LiveView view, Func<ModelDefinition, Task<bool>> swap, WeightPulls pulls)
    {
        (_engine, _view, _swap, _pulls) = (engine, view, swap, pulls);
        _pulls.Changed += Show;
        foreach (ModelDefinition model in engine.Catalogue.Models)
            if (!model.IsTrained && model.PublishedWeights.Count > 0)
                view.ShowWeights(model.Id, Words(model, model.PublishedWeights[0]));
    }

    /// <summary>Pulls the weights of the model asked for last, or stops that.</summary>
    /// <returns>Completes when they are here and the model runs with them, or when it is known why not.</returns>
    public Task ToggleAsync()
    {
        if ((_engine.Loading ?? _view.Model) is not { } model)
            return Refuse("There is no model yet");
        if (_pulls.Stop(model.Id))
            return Task.CompletedTask;
        if (model.IsTrained)
            return Refuse($"{model.Name} has its weights");
        return model.PublishedWeights.Count == 0 ? Refuse($"Nobody publishes weights of {model.Name}") : PullAsync(model.Id);
    }

    /// <summary>Pulls a model's weights by its id, with or without <c>@family</c>.</summary>
    public async Task PullAsync(string name)
    {
        (ModelDefinition model, WeightFamily family) = WeightPulls.Find(_engine.Catalogue, name);
        if (await _pulls.PullAsync(model, family).ConfigureAwait(false) is not { } end)
            return;
        if (end.Stage == PullStage.Failed)
            Say.Error($"{model.Id}: {end.Notice}");
        if (end.Stage != PullStage.Done || _isOver)
            return;
        ModelDefinition ready = _engine.Catalogue.Get(model.Id);
        if ((_engine.Loading ?? _view.Model)?.Id == model.Id)
            await _swap(ready).ConfigureAwait(false);
        else
            _view.Notify($"The weights of {ready.Name} are here{(ready.Key is { } key ? $": key {key}" : "")}");
    }

    /// <summary>Pulls several, one after the other.</summary>
    public async Task PullAllAsync(IEnumerable<string> names)
    {
        foreach (string name in names)
            await PullAsync(name).ConfigureAwait(false);
    }

    /// <summary>Offers the weights that are worth it to somebody who has none. What the user does next is the answer.</summary>
    public void OfferFirst()
    {
        if (FirstModel.WorthItsDownload(_engine.Catalogue) is not { } model)
            return;
        WeightFamily family = model.PublishedWeights[0];
        _offered = model;
        string right = string.Create(CultureInfo.InvariantCulture, $"{family.Top1:0.0} % of ImageNet's pictures right");
        _view.Offer = string.Join(
            '\n',
            $"See real answers: {model.Name}, {WeightText.Size(model, family)}",
            "No weights are here yet but those of LeNet-5, which knows digits only. Of the good networks this is the smallest: "
                + $"{right}, {ModelText.Count(model.Macs)} multiply-adds per frame.",
            $"From {family.Url.Host}.",
            WeightText.Licence(family),
            "Enter: download.  Anything else: go on without.");
    }

    /// <summary>Takes the offer, if there is one: swaps to its model and pulls the weights.</summary>
    public Task TakeOfferAsync()
    {
        if (_offered is not { } model)
            return Task.CompletedTask;
        Dismiss();
        return Task.WhenAll(_swap(model), PullAsync(model.Id));
    }

    /// <summary>Takes the offer away.</summary>
    public void Dismiss() => (_offered, _view.Offer) = (null, null);

    /// <summary>Whether something is offered.</summary>
    public bool IsOffering => _offered is not null;

    /// <summary>Stops what is under way; it goes on next time.</summary>
    public void Dispose()
    {
        _isOver = true;
        _pulls.Changed -= Show;
        _pulls.Dispose();
    }

    // Any thread.
    private void Show(WeightPull pull) =>
        _view.ShowWeights(
            pull.Model.Id, Words(pull),
            pull.Stage == PullStage.UnderWay ? (pull.Received, pull.Total, pull.PerSecond) : null);

    private static string Words(WeightPull pull) => pull.Stage switch
    {
        PullStage.Done => $"{pull.Model.Name}: the weights are here\nThe network is loaded with them.",
        PullStage.UnderWay =>
            $"{pull.Model.Name}: {(pull.IsChecking ? "checking" : "downloading")}\n"
            + (pull.Notice is { } notice ? $"! {WeightText.Short(notice)}\n" : "") + "W: stop; it goes on next time.",
        PullStage.Failed => $"{pull.Model.Name} has no weights here\n! {WeightText.Short(pull.Notice!)}\nW: try again.",
        _ => Words(pull.Model, pull.Family, pull.Received),
    };

    private static string Words(ModelDefinition model, WeightFamily family, long here = 0)
    {
        string what = here > 0 ? $"go on with the download, {ModelText.Size(here)} of" : "download";
        return $"{model.Name} has no weights here\nW: {what} {WeightText.Size(model, family)} from {family.Name}.\n"
            + WeightText.Licence(family)
            + (family.HashGap is null ? "" : "\n! Not all of its SHA-256 is published: the file that comes first counts.");
    }

    private Task Refuse(string why)
    {
        _view.Notify(why);
        return Task.CompletedTask;
    }
}
