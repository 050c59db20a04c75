using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Writes pictures to a video on a thread of its own, so that encoding holds nothing up: a picture that comes while one is being written
/// replaces the one that waits. The file appears under its name when it is finished.
/// </summary>
internal sealed class Recording : IDisposable
{
    private readonly TripleBuffer<Entry> _pictures = new();
    private readonly AutoResetEvent _came = new(false);
    private readonly PartialFile _file;
    private readonly Thread _thread;
    private volatile bool _isEnding;
    private Exception? _failure;
    private bool _disposed;

    /// <param name="path">Where the video is to be; its ending chooses the format.</param>
    public Recording(string path)
    {
        Path = path;
        _file = new PartialFile(path);
        _thread = new Thread(Write) { IsBackground = true, Name = "Recording" };
        _thread.Start();
    }

    public string Path { get; }

    /// <summary>Pictures written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Where to draw the next picture.</summary>
    public BgraCanvas Next => _pictures.Writing.Canvas;

    /// <summary>Takes what was drawn. Does not wait for it to be written.</summary>
    /// <param name="capturedAt">Stopwatch ticks at which the camera had the picture.</param>
    public void Take(long capturedAt)
    {
        _pictures.Writing.CapturedAt = capturedAt;
        _pictures.Publish();
        _came.Set();
    }

    /// <summary>Finishes the video.</summary>
    /// <returns>False if there was no picture to write, and so is no file.</returns>
    /// <exception cref="VisionException">The video cannot be written.</exception>
    public bool Finish()
    {
        Stop();
        if (_failure is not null)
            throw new VisionException($"The video '{Path}' cannot be written: {_failure.Message}", _failure);
        if (Written == 0)
            return false;
        _file.Commit();
        return true;
    }

    /// <summary>Gives up what is not finished.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Stop();
        if (Directory.Exists(System.IO.Path.GetDirectoryName(_file.Path)))
            _file.Dispose();
        _came.Dispose();
    }

    private void Stop()
    {
        _isEnding = true;
        _came.Set();
        _thread.Join();
    }

    private void Write()
    {
        try
        {
            using var video = new VideoRecorder(_file.Path);
            bool last;
            do
            {
                last = _isEnding;
                while (_pictures.TryTake(out Entry entry))
                {
                    video.Write(entry.Canvas, entry.CapturedAt);
                    Written++;
                }
                if (!last)
                    _came.WaitOne();
            }
            while (!last);
        }
        catch (Exception e)
        {
            _failure = e; // told when it is finished; pictures that still come are dropped
        }
    }

    private sealed class Entry
    {
        public BgraCanvas Canvas { get; } = new();

        public long CapturedAt { get; set; }
    }
}
