namespace RealtimeCnn.Native;

/// <summary>The frames that hosts write into, by handle. Of one engine's one call at a time is let in.</summary>
internal static unsafe class RentedFrames
{
    private const int Kind = 2;
    private const int Most = 1024; // more than engines can lend at a time: those of destroyed ones may be out as well

    private static readonly HandleTable<RentedFrame> Table = new(Kind, Most);

    /// <summary>Lends a frame, and says where it is.</summary>
    /// <returns>A status.</returns>
    public static int Rent(NativeEngine engine, ref NativeFrame frame, ulong* handle)
    {
        PixelFormat format = FrameReader.Format(frame.Format);
        if (!engine.HandingIn.TryEnter())
            return Failure.Busy();
        try
        {
            if (engine.TryRent(frame.Width, frame.Height, format) is not { } lent)
                return Status.Nothing;
            ulong added = Table.Add(new RentedFrame(engine, lent));
            if (added == 0)
            {
                engine.TakeBack(lent);
                return Failure.Is(Status.Limit, $"{Most} frames are out, those of destroyed engines included: return them.");
            }
            frame.Pixels = lent.Data;
            (frame.Stride, frame.ByteCount) = (lent.Stride, (ulong)lent.Pixels.Length);
            *handle = added;
            return Status.Ok;
        }
        finally
        {
            engine.HandingIn.Leave();
        }
    }

    /// <summary>Hands a lent frame in; on failure it stays lent.</summary>
    /// <returns>A status.</returns>
    public static int Submit(ulong handle, in NativeFrame frame, long* sequence)
    {
        if (Table.Find(handle) is not { } rented)
            return Failure.NoBuffer();
        if (!rented.Owner.HandingIn.TryEnter())
            return Failure.Busy();
        try
        {
            if (Table.Find(handle) is null) // another thread was faster
                return Failure.NoBuffer();
            if (rented.Owner.Ended is not null)
                return Failure.NoEngine();
            Frame lent = rented.Frame;
            bool isSame = frame.Pixels == lent.Data && frame.Stride == lent.Stride && frame.Width == lent.Width
                && frame.Height == lent.Height && FrameReader.Format(frame.Format) == lent.Format;
            if (!isSame)
                return Failure.Is(Status.BadArgument, "rcnn_frame says another memory, size or format than rcnn_rent filled in.");
            lent.Transform = FrameReader.Transform(frame.Placement);
            int status = rented.Owner.Submit(lent, FrameReader.Timestamp(frame.CapturedNs), sequence);
            Table.Remove(handle);
            return status;
        }
        finally
        {
            rented.Owner.HandingIn.Leave();
        }
    }

    /// <summary>Takes a lent frame back.</summary>
    /// <returns>A status.</returns>
    public static int Return(ulong handle)
    {
        if (Table.Find(handle) is not { } rented)
            return Failure.NoBuffer();
        if (!rented.Owner.HandingIn.TryEnter())
            return Failure.Busy();
        try
        {
            if (!Table.Remove(handle))
                return Failure.NoBuffer();
            rented.Owner.TakeBack(rented.Frame);
            return Status.Ok;
        }
        finally
        {
            rented.Owner.HandingIn.Leave();
        }
    }
}
