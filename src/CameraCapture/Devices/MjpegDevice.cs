namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Pictures of a web camera, one part of an HTTP body each (<c>multipart/x-mixed-replace</c>). A thread of its own takes them off the
/// connection as they arrive and keeps the newest, so neither a slow decoder nor a slow network holds the camera up: what a picture waits
/// here is its age, and what was overtaken is counted.
/// </summary>
internal sealed class MjpegDevice : ICaptureDevice
{
    private readonly HttpOpening _connection;
    private readonly MultipartReader _parts;
    private readonly TimeProvider _time;
    private readonly TripleBuffer<Arrival> _arrivals = new();
    private readonly AutoResetEvent _isNews = new(false);
    private readonly Thread _receiver;
    private volatile bool _isOver;
    private long _received;
    private long _taken;
    private long _arrivedAt;
    private bool _hasDecoded;

    /// <param name="connection">Open; the device's from now on.</param>
    /// <param name="time">The clock.</param>
    public MjpegDevice(HttpOpening connection, TimeProvider time)
    {
        (_connection, _time) = (connection, time);
        _parts = new(connection.Body);
        _receiver = new(Receive) { IsBackground = true, Name = "receive" };
    }

    public string? Fault { get; private set; }

    public TimeSpan Age => _time.GetElapsedTime(_arrivedAt);

    public long Overtaken { get; private set; }

    public string? Open()
    {
        _receiver.Start();
        return null;
    }

    public ReadOutcome Read(Frame into)
    {
        while (true)
        {
            bool isOver = _isOver;
            if (_arrivals.TryTake(out Arrival newest))
            {
                Overtaken += newest.Number - _taken - 1;
                (_taken, _arrivedAt) = (newest.Number, newest.At);
                bool isDecoded = newest.IsWhole && PictureDecoder.TryDecode(newest.Picture, into);
                _hasDecoded |= isDecoded;
                return isDecoded ? ReadOutcome.Frame : ReadOutcome.Corrupt;
            }
            if (isOver)
            {
                Fault = _parts.Fault ?? (_hasDecoded ? StreamFault.Ended : _received == 0 ? StreamFault.NoVideo : StreamFault.Damaged);
                return ReadOutcome.Failed;
            }
#pragma warning disable RS0030 // A capture thread waits for its next picture; the end of the connection wakes it too.
            _isNews.WaitOne();
#pragma warning restore RS0030
        }
    }

    public void Interrupt() => _connection.Interrupt();

    public void Dispose()
    {
        _connection.Dispose();
#pragma warning disable RS0030 // Its connection is closed, so the thread ends at once.
        if (_receiver.IsAlive)
            _receiver.Join();
#pragma warning restore RS0030
        _isNews.Dispose();
    }

    private void Receive()
    {
        try
        {
            while (true)
            {
                Arrival arrival = _arrivals.Writing;
                arrival.Length = _parts.Read(ref arrival.Bytes);
                if (arrival.Length < 0)
                    return;
                (arrival.Number, arrival.At) = (++_received, _time.GetTimestamp());
                _arrivals.Publish();
                _isNews.Set();
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection broke, or was closed to end this.
        }
        finally
        {
            _isOver = true;
            _isNews.Set();
        }
    }

    private sealed class Arrival
    {
        public byte[] Bytes = new byte[256 << 10];
        public int Length;
        public long Number;
        public long At;

        public ReadOnlySpan<byte> Picture => Bytes.AsSpan(0, Length);

        // Half a JPEG is decoded without an error, its rest grey.
        public bool IsWhole
        {
            get
            {
                JpegWalk walk = default;
                return walk.Find(Picture) >= 0 || walk.IsBroken;
            }
        }
    }
}
