using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>Frames in, results out.</summary>
internal static unsafe class FrameExports
{
    [UnmanagedCallersOnly(EntryPoint = "rcnn_submit", CallConvs = [typeof(CallConvCdecl)])]
    private static int Submit(ulong engine, NativeFrame* frame, long* sequence)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(frame, sizeof(NativeFrame), "rcnn_frame");
            Require.NotNull(frame->Pixels, "rcnn_frame.pixels");
            return found.Submit(*frame, sequence);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_wants_frame", CallConvs = [typeof(CallConvCdecl)])]
    private static int WantsFrame(ulong engine)
    {
        try
        {
            return NativeEngines.Find(engine) is not { } found ? Failure.NoEngine() : found.WantsFrame ? Status.Ok : Status.Nothing;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_prepare", CallConvs = [typeof(CallConvCdecl)])]
    private static int Prepare(ulong engine, int width, int height, int format)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            found.Prepare(width, height, FrameReader.Format(format));
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_rent", CallConvs = [typeof(CallConvCdecl)])]
    private static int Rent(ulong engine, NativeFrame* frame, ulong* buffer)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(frame, sizeof(NativeFrame), "rcnn_frame");
            Require.NotNull(buffer, "out");
            return RentedFrames.Rent(found, ref *frame, buffer);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_submit_rented", CallConvs = [typeof(CallConvCdecl)])]
    private static int SubmitRented(ulong buffer, NativeFrame* frame, long* sequence)
    {
        try
        {
            Require.Struct(frame, sizeof(NativeFrame), "rcnn_frame");
            return RentedFrames.Submit(buffer, *frame, sequence);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_return", CallConvs = [typeof(CallConvCdecl)])]
    private static int Return(ulong buffer)
    {
        try
        {
            return RentedFrames.Return(buffer);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_poll", CallConvs = [typeof(CallConvCdecl)])]
    private static int Poll(ulong engine, NativeResult* result)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(result, sizeof(NativeResult), "rcnn_result");
            return found.Poll(result);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }
}
