using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// The pictures of a comparison, in order, for one network after the other to look at: images are decoded anew for each and videos played
/// anew, so that no more than one picture is held. One thread.
/// </summary>
internal sealed class PictureSet
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly List<Part> _parts = [];
    private readonly int _step;

    /// <param name="named">Images, folders of them, patterns, video files.</param>
    /// <param name="step">Of videos every so many frames are taken, the first among them; at least 1.</param>
    /// <param name="tell">Hears of files that are left out, a line each.</param>
    /// <exception cref="VisionException">One of them is nothing that can be compared on.</exception>
    public PictureSet(IEnumerable<string> named, int step, Action<string> tell)
    {
        _step = step;
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string path in named)
        {
            foreach (Part part in Find(path, tell).Where(part => known.Add(Path.GetFullPath(part.Path))))
                _parts.Add(part);
        }
    }

    /// <summary>Those known so far: a video's come to be known when it is played for the first time.</summary>
    public IEnumerable<ComparedPicture> Pictures => _parts.SelectMany(part => part.Pictures);

    /// <summary>How many there are; null as long as a video was not played.</summary>
    public int? Count => _parts.All(part => part.IsCounted) ? _parts.Sum(part => part.Pictures.Count) : null;

    /// <summary>The files, videos among them.</summary>
    public IEnumerable<string> Files => _parts.Select(part => part.Path);

    /// <summary>What kept videos from being played to their end, a line each.</summary>
    public IEnumerable<string> BrokenVideos => _parts.Where(part => part.Error is not null).Select(part => part.Error!);

    public bool HasVideos => _parts.Any(part => part.IsVideo);

    /// <summary>Why a name can never be that of pictures to compare on: a camera, a stream, a pattern; null if it can.</summary>
    public static string? Misuse(string path)
    {
        if (Path.Exists(path))
            return null;
        try
        {
            using CaptureSource source = CaptureSource.Open(path);
            return source.IsFinite ? null : $"'{source.Name}' does not end: compare takes images, folders of them and video files.";
        }
        catch (VisionException)
        {
            return null; // a file that is not there, or a pattern that matches none: told when it is looked for
        }
    }

    /// <summary>
    /// Shows every picture that can be read. One that cannot has the reason in <see cref="ComparedPicture.Error"/> from then on.
    /// </summary>
    /// <param name="look">Gets the picture and its pixels, which hold during the call.</param>
    /// <param name="cancellation">Ends it between two pictures.</param>
    /// <param name="isWanted">Which pictures known already are to be shown; null for all, and for those still unknown.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Show(
        Action<ComparedPicture, Frame> look, CancellationToken cancellation, Func<ComparedPicture, bool>? isWanted = null)
    {
        using var frame = new Frame();
        foreach (Part part in _parts)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isWanted is not null && !part.Pictures.Any(isWanted))
                continue;
            if (part.IsVideo)
                Play(part, look, isWanted, cancellation);
            else if (TryRead(part.Pictures[0], frame))
                look(part.Pictures[0], frame);
        }
    }

    private static bool TryRead(ComparedPicture picture, Frame frame)
    {
        if (picture.Error is not null)
            return false;
        try
        {
            CaptureSource.ReadImage(picture.Path, frame);
            return true;
        }
        catch (VisionException e)
        {
            picture.Error = e.Message;
            return false;
        }
    }

    private void Play(
        Part video, Action<ComparedPicture, Frame> look, Func<ComparedPicture, bool>? isWanted, CancellationToken cancellation)
    {
        if (video.Error is not null && video.Pictures.Count == 0)
            return;
        using CaptureSource source = CaptureSource.Open(video.Path, everyFrame: true);
        source.Start();
        int taken = 0;
        for (long number = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!source.TryAcquireLatest(out Frame? frame))
            {
                if (source.State is CaptureState.Ended or CaptureState.Failed && !source.WaitForFrame(TimeSpan.Zero))
                    break;
                source.WaitForFrame(Look);
                continue;
            }
            if (number++ % _step != 0)
                continue;
            if (taken == video.Pictures.Count)
                video.Pictures.Add(new ComparedPicture(video.Path, number - 1));
            ComparedPicture picture = video.Pictures[taken++];
            if (isWanted is null || isWanted(picture))
                look(picture, frame!);
        }
        video.IsCounted = true;
        if (source.State == CaptureState.Failed || video.Pictures.Count == 0)
            video.Error ??= RunEnd.Trouble(source);
        else if (source.Note is { } note)
            video.Error ??= $"Source '{source.Name}': {note}.";
    }

    private static IEnumerable<Part> Find(string path, Action<string> tell)
    {
        bool isFolder = Directory.Exists(path);
        if (!isFolder && (File.Exists(path) || path.AsSpan().IndexOfAny('*', '?') < 0))
        {
            using CaptureSource source = CaptureSource.Open(path); // only looks what it is
            return [new Part(path, isVideo: !source.StatesTruth)];
        }
        List<string> images = [];
        int others = 0; // of a pattern
        string? problem = null;
        foreach (string folder in (string[])[path, .. isFolder ? FoldersOf(path) : []])
        {
            try
            {
                images.AddRange(CaptureSource.FindImages(folder, out others));
            }
            catch (VisionException e)
            {
                problem ??= e.Message;
            }
        }
        if (images.Count == 0)
            throw new VisionException(problem!);
        if (isFolder)
            others = CountOthers(path, images.Count);
        if (others > 0)
            tell($"{path}: {images.Count} images; {others} other files and folders are left out.");
        return images.Select(image => new Part(image, isVideo: false));
    }

    // One for each class, as data sets have them.
    private static IEnumerable<string> FoldersOf(string path)
    {
        try
        {
            return Directory.GetDirectories(path).Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // that it cannot be read is told where its images are looked for
        }
    }

    private static int CountOthers(string path, int images)
    {
        EnumerationOptions andBelow = new() { RecurseSubdirectories = true, MaxRecursionDepth = 1, AttributesToSkip = 0 };
        int folders = Directory.GetDirectories(path).Length;
        return Directory.EnumerateFileSystemEntries(path, "*", andBelow).Count() - folders - images;
    }

    private sealed class Part
    {
        public Part(string path, bool isVideo)
        {
            (Path, IsVideo, IsCounted) = (path, isVideo, !isVideo);
            if (!isVideo)
                Pictures.Add(new ComparedPicture(path));
        }

        public string Path { get; }
        public bool IsVideo { get; }
        public List<ComparedPicture> Pictures { get; } = [];
        public bool IsCounted { get; set; }
        public string? Error { get; set; }
    }
}
