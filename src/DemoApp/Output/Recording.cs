using System.Diagnostics;
using OpenCvSharp;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>What a recording came to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Pictures">Pictures written.</param>
/// <param name="Dropped">Pictures that came while others were being written, and are not in it.</param>
/// <param name="Length">From its first picture to its last.</param>
/// <param name="Note">What else there is to say; null if nothing.</param>
/// <param name="Failure">Why it is not complete, with what is left of it; null if it is.</param>
internal sealed record RecordingEnd(string Path, long Pictures, long Dropped, TimeSpan Length, string? Note, string? Failure);

/// <summary>
/// Writes pictures to a video on a thread of its own, so that encoding holds nothing up: a picture that comes while one is being written
/// replaces the one that waits, and is counted; or, where every one is wanted, its giver waits. The file has its name from the first
/// picture on. When it is finished it is read again: it must have as many pictures as were written.
/// </summary>
internal sealed class Recording : IDisposable
{
    public const double FramesPerSecond = 30;

    private const string Meanwhile = "while it was written";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8); // within the 10 s that Ctrl-C leaves
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly TripleBuffer<Entry> _pictures = new();
    private readonly AutoResetEvent _came = new(false);
    private readonly AutoResetEvent _isTaken = new(true);
    private readonly WaitHandle[] _untilTaken;
    private readonly bool _everyFrame;
    private readonly Action<string> _started;
    private readonly Action<string> _failed;
    private readonly Thread _thread;
    private readonly BgraCanvas _fitted = new();
    private IVideoEncoder? _encoder;
    private FileStatus _file; // as it was when it was looked at last
    private (int Width, int Height) _size;
    private long _startedAt;
    private long _lookedAt;
    private TimeSpan _lastAt;
    private long _given;
    private long _written;
    private volatile bool _isEnding;
    private volatile bool _isOver;
    private string? _note;
    private string? _failure;
    private bool _disposed;

    /// <param name="path">Where the video is to be; its ending chooses the format.</param>
    /// <param name="started">Told with the first picture, what is written and how. The recording's thread, as the next one.</param>
    /// <param name="failed">Told at once when nothing more can be written, why, and what is left.</param>
    /// <param name="everyFrame">Whether no picture may be lost: each has the same time in the video then, and its giver waits.</param>
    /// <param name="cancellation">Ends such a wait.</param>
    public Recording(
        string path, Action<string>? started = null, Action<string>? failed = null, bool everyFrame = false,
        CancellationToken cancellation = default)
    {
        Path = path;
        (_started, _failed, _everyFrame) = (started ?? (_ => { }), failed ?? (_ => { }), everyFrame);
        _untilTaken = [_isTaken, cancellation.WaitHandle];
        _thread = new Thread(Write) { IsBackground = true, Name = "Recording" };
        _thread.Start();
    }

    public string Path { get; }

    /// <summary>Whether nothing is written any more, because it is finished or has failed. Any thread.</summary>
    public bool IsOver => _isOver;

    /// <summary>Where to draw the next picture.</summary>
    public BgraCanvas Next => _pictures.Writing.Canvas;

    /// <summary>Takes a copy of a picture.</summary>
    /// <inheritdoc cref="Take(long)"/>
    public unsafe void Take(BgraCanvas picture, long capturedAt)
    {
        Next.Resize(picture.Width, picture.Height);
        long length = (long)picture.Stride * picture.Height;
        Buffer.MemoryCopy((void*)picture.Pixels, (void*)Next.Pixels, length, length);
        Take(capturedAt);
    }

    /// <summary>Takes what was drawn. Does not wait for it to be written, unless every picture is wanted.</summary>
    /// <param name="capturedAt">Stopwatch ticks at which the camera had the picture.</param>
    public void Take(long capturedAt)
    {
        _given++;
        if (_everyFrame && !_isOver)
            WaitHandle.WaitAny(_untilTaken); // until there is no picture any more that this one would replace
        _pictures.Writing.CapturedAt = capturedAt;
        _pictures.Publish();
        _came.Set();
    }

    /// <summary>Finishes the video and reads it again. The second time says the same.</summary>
    /// <returns>What it came to; null if there was no picture to write, and so is no file.</returns>
    public RecordingEnd? Finish()
    {
        Stop();
        if (_given == 0)
            return null;
        return new RecordingEnd(Path, _written, _given - _written, _lastAt, _note, _failure);
    }

    /// <summary>Finishes it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Stop();
        if (_thread.IsAlive)
            return; // it hangs in the system, and may use all of it when it comes back
        _came.Dispose();
        _isTaken.Dispose();
        _fitted.Dispose();
    }

    private void Stop()
    {
        _isEnding = true;
        if (!_thread.IsAlive)
            return;
        _came.Set();
        if (_thread.Join(Patience))
            return;
        _encoder?.Abort();
        if (!_thread.Join(Patience / 8))
            Fail("it does not get written; the disk hangs");
    }

    private void Write()
    {
        try
        {
            bool last;
            do
            {
                last = _isEnding;
                while (_pictures.TryTake(out Entry entry))
                {
                    _isTaken.Set();
                    Add(entry);
                }
                if (!last)
                    _came.WaitOne();
            }
            while (!last);
            Complete();
        }
        catch (Exception e)
        {
            Fail(e is VisionException ? e.Message : OutputFile.Reason(e));
        }
        finally
        {
            _isOver = true;
            _isTaken.Set();
            _encoder?.Dispose();
        }
    }

    private void Add(Entry entry)
    {
        BgraCanvas picture = entry.Canvas;
        if (_encoder is null)
        {
            (_size, _startedAt, _lookedAt) = ((picture.Width, picture.Height), entry.CapturedAt, Stopwatch.GetTimestamp());
            _file = VideoFormat.Create(Path);
            _encoder = VideoFormat.Open(Path, _size.Width, _size.Height);
            _started($"Recording to {Path}: {_encoder.Description}");
        }
        if ((picture.Width, picture.Height) != _size)
            picture = Fit(picture);
        TimeSpan at = _everyFrame
            ? TimeSpan.FromSeconds(_written / FramesPerSecond)
            : Stopwatch.GetElapsedTime(_startedAt, entry.CapturedAt);
        if (_written > 0 && at < _lastAt + TimeSpan.FromMilliseconds(1))
            at = _lastAt + TimeSpan.FromMilliseconds(1);
        _encoder.Write(picture, at);
        (_lastAt, _written) = (at, _written + 1);
        if (Stopwatch.GetElapsedTime(_lookedAt) < LookInterval)
            return;
        Look();
    }

    // Whoever writes a file hears nothing of what others do to it.
    private void Look()
    {
        _lookedAt = Stopwatch.GetTimestamp();
        FileStatus now = FileStatus.Of(Path);
        if (now.Is == FileStatus.Kind.Missing)
            throw new VisionException($"the file was removed {Meanwhile}");
        if (!now.IsSameAs(_file))
            throw new VisionException($"the file was replaced by another one {Meanwhile}");
        if (now.Length < _file.Length)
            throw new VisionException($"the file was cut off {Meanwhile}");
        _file = now;
    }

    private void Complete()
    {
        if (_encoder is null)
            return;
        Look();
        long? read = _encoder.Finish(out long wanted);
        Look();
        if (read is null)
            _note = "too long to be counted again";
        else if (_encoder.Note is { } note)
            _note = note;
        if (read is not null && read != wanted)
            throw new VisionException($"{wanted} pictures were written, but {read} are in the file");
    }

    private void Fail(string why)
    {
        if (_failure is not null)
            return;
        long? left = FileStatus.Of(Path).IsSameAs(_file) ? _encoder?.CountWhole() : null; // ours may have another name, or none
        if (left == 0)
            OutputFile.Delete(Path);
        string rest = left switch
        {
            null => "",
            0 => ", and nothing of it can be played",
            1 => "; its first picture can be played",
            _ => $"; its first {left} pictures can be played",
        };
        _failure = $"The recording '{Path}' {(_encoder is null ? "did not begin" : "ended")}: {why}{rest}.";
        _failed(_failure);
    }

    // A picture of another size, between bars. Rare: a folder of images, a camera that changed its mode.
    private BgraCanvas Fit(BgraCanvas picture)
    {
        double scale = Math.Min((double)_size.Width / picture.Width, (double)_size.Height / picture.Height);
        int width = Math.Clamp((int)(picture.Width * scale), 1, _size.Width);
        int height = Math.Clamp((int)(picture.Height * scale), 1, _size.Height);
        _fitted.Resize(_size.Width, _size.Height);
        _fitted.Clear(0xFF000000);
        using Mat from = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC4, picture.Pixels, picture.Stride);
        using Mat to = Mat.FromPixelData(_size.Height, _size.Width, MatType.CV_8UC4, _fitted.Pixels, _fitted.Stride);
        using Mat middle = to[new Rect((_size.Width - width) / 2, (_size.Height - height) / 2, width, height)];
        Cv2.Resize(from, middle, middle.Size(), 0, 0, InterpolationFlags.Area);
        return _fitted;
    }

    private sealed class Entry
    {
        public BgraCanvas Canvas { get; } = new();

        public long CapturedAt { get; set; }
    }
}
