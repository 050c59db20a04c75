using RealtimeCnn.DemoApp;

/// <summary>What the example takes for granted: the reader's window. It is closed, as by its user, while frames still come.</summary>
internal partial class Program
{
    private const int Frames = 30;

    private static readonly GlfwWindow window = Open();
    private static int woken;

    private static bool closing => window.IsClosing;

    private static void Wake()
    {
        Interlocked.Increment(ref woken);
        window.Wake();
    }

    // At least one frame is shown after this has returned for the last time.
    private static void WaitForEventsOrFrames()
    {
        window.WaitForEvents(TimeSpan.FromMilliseconds(50));
        if (Volatile.Read(ref woken) < Frames)
            return;
        Console.WriteLine($"Closed after {Frames} frames");
        window.Close();
    }

    // An engine that outlives what it uses fails in a task at which nobody looks.
    private static GlfwWindow Open()
    {
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) => Environment.FailFast(thrown.Exception.Message);
        return new GlfwWindow("Window", 640, 360);
    }
}
