namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Still images in the order given. Live, each is repeated at the asked rate for as long as it is to be shown, so that the display stays
/// alive; with <see cref="CaptureOptions.EveryFrame"/> each comes once. What cannot be decoded is skipped and reported as corrupt.
/// </summary>
internal sealed class ImageDevice(IReadOnlyList<string> paths, CaptureOptions options) : ICaptureDevice
{
    private readonly Frame _shown = new();
    private readonly List<Frame> _filled = []; // frames that hold it already: a large photograph is not copied again and again
    private readonly int _repeats = options.EveryFrame ? 1 : Math.Max(1, (int)Math.Round(options.Fps * options.Hold.TotalSeconds));
    private int _at = -1; // the image that is shown
    private int _direction = 1;
    private int _repeatsLeft;
    private int _failedInRow;
    private int _steps;
    private bool _isStepping;
    private string? _problem;
    private long _frames;

    public string? Fault { get; private set; }

    public TimeSpan? Time => TimeSpan.FromSeconds(_frames / options.Fps);

    public bool IsStepping => Volatile.Read(ref _steps) != 0 || Volatile.Read(ref _isStepping);

    public string? Open() => null;

    public ReadOutcome Read(Frame into)
    {
        int steps = Interlocked.Exchange(ref _steps, 0);
        if (steps != 0)
        {
            (_direction, _repeatsLeft, _isStepping) = (Math.Sign(steps), 0, true);
            // What is not to be had is skipped in the same direction, so one step is left for below.
            _at = Around((_at < 0 && steps < 0 ? 0 : _at) + steps - _direction);
        }
        if (_repeatsLeft == 0)
        {
            if (_failedInRow == paths.Count)
                return Fail();
            bool isAtEnd = _at + 1 == paths.Count && _direction > 0 && !_isStepping;
            if (isAtEnd && !options.Loop)
                return ReadOutcome.End;
            int next = Around(_at + _direction);
            bool isShown = next == _at && _failedInRow == 0 && _frames > 0 && !_isStepping; // the only one, again
            _at = next;
            if (!isShown && !TryDecode(paths[_at]))
            {
                _failedInRow++;
                return ReadOutcome.Corrupt;
            }
            _failedInRow = 0;
            _repeatsLeft = _repeats;
        }
        _direction = 1;
        Volatile.Write(ref _isStepping, false);
        _repeatsLeft--;
        _frames++;
        if (!_filled.Contains(into))
        {
            into.CopyFrom(_shown);
            _filled.Add(into);
        }
        return ReadOutcome.Frame;
    }

    public bool Step(int pictures)
    {
        Interlocked.Add(ref _steps, pictures);
        return true;
    }

    public void Dispose() => _shown.Dispose();

    private int Around(int index) => (index % paths.Count + paths.Count) % paths.Count;

    private bool TryDecode(string path)
    {
        _problem = FileType.ProblemOf(path) ?? ImageFile.TryRead(path, _shown);
        if (_problem is not null)
            return false;
        _filled.Clear();
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
