using System.Diagnostics;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>The cameras of this machine, and the one to begin with.</summary>
internal static class CameraList
{
    private const string DeviceFolder = "/dev";
    private const string NameFolder = "/sys/class/video4linux";

    // For all of them together: who names no camera waits for none.
    private static readonly TimeSpan TrialTime = TimeSpan.FromSeconds(10);

    /// <summary>As the system lists them; opens none. Any thread; asks the system, so it may block briefly.</summary>
    /// <exception cref="VisionException">The system lists none; the message says why.</exception>
    public static IReadOnlyList<Camera> List()
    {
        if (OperatingSystem.IsLinux())
            return ListLinux(DeviceFolder, NameFolder);
        if (OperatingSystem.IsWindows())
            return [.. MediaFoundation.CameraNames().Select((name, index) => new Camera(index, name, null))];
        throw new VisionException("This system does not list its cameras; name one, such as camera:0.");
    }

    /// <summary>The first camera that opens, or the sample, and why not a camera before it. Any thread; blocks for up to 10 s.</summary>
    public static Choice<string> DefaultSource()
    {
        try
        {
            return Choose(List(), WhyNotOpened, TrialTime);
        }
        catch (VisionException e)
        {
            return new("sample", [("a camera", e.Message)]);
        }
    }

    /// <summary>The same, among these.</summary>
    /// <param name="cameras">In order of preference.</param>
    /// <param name="tryToOpen">Answers null or why a camera does not open; may take for ever. Called on threads of its own.</param>
    /// <param name="limit">For all of them together.</param>
    internal static Choice<string> Choose(IReadOnlyList<Camera> cameras, Func<int, string?> tryToOpen, TimeSpan limit)
    {
        List<(string Source, string Why)> rejected = [];
        long start = Stopwatch.GetTimestamp();
        foreach (Camera camera in cameras)
        {
            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            string? why = camera.Problem ?? (left > TimeSpan.Zero
                ? WithinTime(() => tryToOpen(camera.Index), left, $"it does not open within {limit.TotalSeconds:0} s; named, it has longer")
                : "there was no time left to try it; name it to have it");
            if (why is null)
                return new(camera.Source, rejected);
            rejected.Add((camera.Source, why));
        }
        return new("sample", rejected);
    }

    // Folders as parameters: tests bring their own.
    internal static IReadOnlyList<Camera> ListLinux(string deviceFolder, string nameFolder)
    {
        if (!Directory.Exists(deviceFolder))
            return [];
        List<Camera> found = [];
        foreach (string path in Directory.EnumerateFileSystemEntries(deviceFolder, "video*").Order(NaturalOrder.Instance))
        {
            string file = Path.GetFileName(path);
            if (int.TryParse(file.AsSpan("video".Length), out int index))
                found.Add(new(index, ReadName(Path.Combine(nameFolder, file, "name")) ?? file, WhyUnusable(path)));
        }
        return found;
    }

    /// <summary>Why a camera that did not open may not have.</summary>
    internal static string WhyClosed(int index)
    {
        if (OperatingSystem.IsLinux() && WhyUnusable($"{DeviceFolder}/video{index}") is { } why)
            return why;
        string other = OperatingSystem.IsWindows() ? ", or Windows' privacy settings keep programs from it" : "";
        return $"camera {index} does not open; another program may be using it{other}";
    }

    // A device file may belong to a decoder: only opening tells.
    private static string? WhyNotOpened(int index)
    {
        foreach (CameraApi api in CameraApi.OfThisSystem)
        {
            using VideoCapture capture = api.Construct(index, api.Id, []);
            if (capture.IsOpened())
                return null;
        }
        return WhyClosed(index);
    }

    private static string? WithinTime(Func<string?> work, TimeSpan time, string late)
    {
        string? answer = late;
        Thread thread = new(() =>
        {
            string? outcome;
            try
            {
                outcome = work();
            }
            catch (Exception e) // on a thread of its own it would end the program
            {
                outcome = $"the capture library failed ({e.GetType().Name})";
            }
            Volatile.Write(ref answer, outcome);
        })
        {
            IsBackground = true,
            Name = "camera trial",
        };
        thread.Start();
#pragma warning disable RS0030 // The answer is what the caller asked for; limited, since drivers hang. A thread that does is left behind.
        return thread.Join(time) ? Volatile.Read(ref answer) : late;
#pragma warning restore RS0030
    }

    private static string? WhyUnusable(string path)
    {
        try
        {
            using FileStream device = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return null;
        }
        catch (FileNotFoundException)
        {
            return $"there is no {path}";
        }
        catch (UnauthorizedAccessException)
        {
            return $"no permission to open {path}; add the user to the group 'video'";
        }
        catch (IOException exception)
        {
            return $"{path} cannot be opened: {exception.Message}";
        }
    }

    private static string? ReadName(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } name ? name : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
