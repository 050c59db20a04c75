namespace RealtimeCnn.Native;

/// <summary>Turns what went wrong into a status and the text of the thread's last error. No exception leaves the library.</summary>
internal static class Failure
{
    [ThreadStatic]
    private static string? _last;

    /// <summary>Why the last call of this thread was refused that was; empty before the first.</summary>
    public static string Last => _last ?? "";

    /// <summary>Notes why, allocating nothing, and gives the status back.</summary>
    public static int Is(int status, string why)
    {
        _last = why;
        return status;
    }

    public static int NoEngine() => Is(Status.NoHandle, "There is no such engine, or not any more.");

    public static int NoBuffer() => Is(Status.NoHandle, "There is no such buffer, or not any more.");

    public static int NoGpu() => Is(Status.NoHandle, "There is no such GPU, or not any more.");

    public static int NoSwap() =>
        Is(Status.NoHandle, "The engine knows no such swap: it is another engine's, or older than the last 32.");

    public static int Busy() => Is(Status.Busy, "Another thread is in there: of this and its sister functions one at a time per engine.");

    /// <summary>What a call ended with.</summary>
    public static int Of(Exception thrown)
    {
        Exception e = thrown;
        while (e is TypeInitializationException { InnerException: { } inner })
            e = inner;
        (int status, string why) = e switch
        {
            Refusal refusal => (refusal.Status, refusal.Message),
            ObjectDisposedException => (NoEngine(), Last),
            ArgumentException argument => (Status.BadArgument, WithoutParameter(argument)),
            VisionException => (Status.Model, e.Message),
            OutOfMemoryException => (Status.Memory, "The system has no memory for it."),
            DllNotFoundException or EntryPointNotFoundException or BadImageFormatException => (Status.Library, e.Message),
            _ => (Status.Internal, $"{e.GetType().Name}: {e.Message}"),
        };
        return Is(status, VisionException.Plain(why).Replace('\n', ' ')); // one line, whatever text of the host's it quotes
    }

    // Names of C#'s parameters say nothing to a host.
    private static string WithoutParameter(ArgumentException e)
    {
        string suffix = $" (Parameter '{e.ParamName}')";
        return e.Message.EndsWith(suffix, StringComparison.Ordinal) ? e.Message[..^suffix.Length] : e.Message;
    }
}
