using System.Text;

namespace RealtimeCnn.CameraCapture;

/// <summary>A line that <c>ffmpeg</c> prints in trouble.</summary>
/// <param name="IsError">An error; otherwise a warning.</param>
/// <param name="Text">Without control characters and of limited length; addresses in it are not redacted.</param>
internal readonly record struct FfmpegComplaint(bool IsError, string Text);

/// <summary>
/// Reads what a running <c>ffmpeg</c> prints on standard error: the sizes and time stamps of its pictures, and its complaints. Any thread.
/// </summary>
internal sealed class FfmpegLog
{
    // The program is ahead of its reader by what its own queues hold, some ten pictures.
    internal const int MostAhead = 1024;
    private const int MostComplaints = 8;
    private const int LongestComplaint = 240;
    private const int LineLength = 1024;

    private readonly Stream _lines;
    private readonly object _gate = new();
    private readonly PictureHeader[] _headers = new PictureHeader[MostAhead];
    private readonly List<FfmpegComplaint> _first = [];
    private readonly Queue<FfmpegComplaint> _last = [];
    private PictureHeader? _unfinished;
    private int _next;
    private int _count;
    private int _lost;
    private string? _firstError;
    private bool _isOver;

    /// <param name="lines">Standard error of the program; closed at its end.</param>
    public FfmpegLog(Stream lines) => _lines = lines;

    /// <summary>Pictures that could not be decoded, so far.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>The first error that the program told of; null if there was none.</summary>
    public string? FirstError => Volatile.Read(ref _firstError);

    /// <summary>The first and the latest complaints, in order.</summary>
    public IReadOnlyList<FfmpegComplaint> Complaints
    {
        get
        {
            lock (_gate)
                return [.. _first, .. _last];
        }
    }

    /// <summary>
    /// Reads on a thread of its own, which takes every line at once: the program never waits here while somebody waits for its pictures.
    /// </summary>
    public void Start() => new Thread(Read) { IsBackground = true, Name = "ffmpeg log" }.Start();

    /// <summary>Reads to the end, on this thread; waits where headers are not taken.</summary>
    public void Read()
    {
        byte[] read = new byte[8192];
        byte[] line = new byte[LineLength];
        int length = 0;
        try
        {
            int count;
            while ((count = _lines.Read(read)) > 0)
            {
                foreach (byte letter in read.AsSpan(0, count))
                {
                    // What does not fit is dropped: metadata may be of any length.
                    if (letter != '\n' && length < LineLength)
                        line[length++] = letter;
                    if (letter != '\n')
                        continue;
                    Take(line.AsSpan(0, length));
                    length = 0;
                }
            }
        }
        catch (IOException)
        {
            // As good as the end: the program is gone.
        }
        _lines.Dispose();
        Close();
    }

    /// <summary>Waits for the next picture's header.</summary>
    /// <returns>False when the program has closed its standard error, as it does at its end.</returns>
    public bool TryTake(out PictureHeader header)
    {
        lock (_gate)
        {
            while (_count == 0 && !_isOver)
                Await();
            header = _headers[_next];
            if (_count == 0)
                return false;
            (_next, _count) = ((_next + 1) % MostAhead, _count - 1);
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Nobody takes headers any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }

#pragma warning disable RS0030 // The capture thread, for its next picture, or the log's own; both end with the program, which is killed.
    private void Await() => Monitor.Wait(_gate);
#pragma warning restore RS0030

    // "[h264 @ 0x55d8] [error] text": who speaks, a level, and what is said. The program writes each message in one piece, but a message
    // need not be a line: where decoders complain from other threads, theirs and those of showinfo share lines.
    private void Take(ReadOnlySpan<byte> line)
    {
        // What the program itself tells of a file quotes that file: names, titles.
        if (line.StartsWith("[info] "u8))
            return;
        TakePicture(line);
        ReadOnlySpan<byte> text = line;
        while (text.StartsWith("["u8) && text.IndexOf("] "u8) is var end and > 0)
        {
            ReadOnlySpan<byte> mark = text[1..end];
            text = text[(end + 2)..];
            bool isError = mark.SequenceEqual("error"u8) || mark.SequenceEqual("fatal"u8);
            if (isError || mark.SequenceEqual("warning"u8))
                TakeComplaint(text, isError);
        }
    }

    private void TakePicture(ReadOnlySpan<byte> line)
    {
        if (PictureHeader.TryFind(line, out PictureHeader header))
            _unfinished = header;
        if (_unfinished is not { } whole || !PictureHeader.TryFindTag(line, out bool isTagged))
            return;
        _unfinished = null;
        lock (_gate)
        {
            while (_count == MostAhead && !_isOver)
                Await();
            if (_isOver)
                return;
            _headers[(_next + _count++) % MostAhead] = whole with { IsTagged = isTagged };
            Monitor.PulseAll(_gate);
        }
    }

    private void TakeComplaint(ReadOnlySpan<byte> text, bool isError)
    {
        if (text.StartsWith("Error while decoding stream"u8) || text.StartsWith("Error submitting packet to decoder"u8))
            Interlocked.Increment(ref _lost);
        char[] letters = Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestComplaint)]).ToCharArray();
        foreach (ref char letter in letters.AsSpan())
            letter = char.IsControl(letter) ? ' ' : letter;
        // A picture that was decoded in spite of damage: the program itself calls it no error.
        isError |= text.IndexOf("corrupt decoded frame"u8) >= 0;
        FfmpegComplaint complaint = new(isError, new(letters));
        if (isError && _firstError is null)
            Volatile.Write(ref _firstError, complaint.Text);
        lock (_gate)
        {
            if (_first.Count < MostComplaints)
                _first.Add(complaint);
            else if (!_last.Contains(complaint))
                _last.Enqueue(complaint);
            if (_last.Count > MostComplaints)
                _last.Dequeue();
        }
    }
}
