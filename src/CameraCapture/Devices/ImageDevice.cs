namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Still images in the order given. Live, each is repeated for one second at the asked rate so that the display stays alive; with
/// <see cref="CaptureOptions.EveryFrame"/> each comes once. What cannot be decoded is skipped and reported as corrupt.
/// </summary>
internal sealed class ImageDevice(IReadOnlyList<string> paths, CaptureOptions options) : ICaptureDevice
{
    private readonly Frame _shown = new();
    private readonly int _repeats = options.EveryFrame ? 1 : Math.Max(1, (int)Math.Round(options.Fps));
    private int _next;
    private int _repeatsLeft;
    private int _decodedInPass;
    private string? _problem;
    private long _frames;

    public string? Fault { get; private set; }

    public TimeSpan? Time => TimeSpan.FromSeconds(_frames / options.Fps);

    public string? Open() => null;

    public ReadOutcome Read(Frame into)
    {
        if (_repeatsLeft == 0)
        {
            if (_next == paths.Count)
            {
                if (_decodedInPass == 0)
                    return Fail();
                if (!options.Loop)
                    return ReadOutcome.End;
                (_next, _decodedInPass) = (0, 0);
            }
            if (!TryDecode(paths[_next++]))
                return ReadOutcome.Corrupt;
            _decodedInPass++;
            _repeatsLeft = _repeats;
        }
        _repeatsLeft--;
        _frames++;
        into.CopyFrom(_shown);
        return ReadOutcome.Frame;
    }

    public void Dispose() => _shown.Dispose();

    private bool TryDecode(string path)
    {
        _problem = FileType.ProblemOf(path) ?? ImageFile.TryRead(path, _shown);
        if (_problem is not null)
            return false;
        _shown.Truth = Path.GetFileNameWithoutExtension(path);
        return true;
    }

    private ReadOutcome Fail()
    {
        Fault = paths.Count == 1
            ? $"the image '{Path.GetFileName(paths[0])}' {_problem}"
            : $"none of the {paths.Count} images can be decoded; the last, '{Path.GetFileName(paths[^1])}', {_problem}";
        return ReadOutcome.Failed;
    }
}
