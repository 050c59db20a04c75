namespace RealtimeCnn.CameraCapture;

/// <summary>A camera of this machine.</summary>
/// <param name="Index">Its number: <c>--source camera:Index</c>.</param>
/// <param name="Name">The name it gives itself.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
internal sealed record CameraDevice(int Index, string Name, string? Problem)
{
    private const string DeviceFolder = "/dev";
    private const string NameFolder = "/sys/class/video4linux";

    /// <summary>
    /// The cameras of this machine. On Linux those under <c>/dev/video*</c>; elsewhere the system tells no names without opening each, so
    /// the list holds the first four numbers to try. Opens no stream on them. Any thread; reads the file system, so it may block briefly.
    /// </summary>
    public static IReadOnlyList<CameraDevice> List() => OperatingSystem.IsLinux()
        ? ListLinux(DeviceFolder, NameFolder)
        : [.. Enumerable.Range(0, 4).Select(index => new CameraDevice(index, $"camera {index}", null))];

    /// <summary>
    /// What to open when no source was asked for: the first usable camera, or the sample without one. Any thread; opens cameras to see
    /// whether they are there, so it may block for seconds.
    /// </summary>
    public static string DefaultSource() =>
        List().FirstOrDefault(camera => camera.Problem is null && CanOpen(camera.Index)) is { } first ? $"camera:{first.Index}" : "sample";

    // A device file may belong to a decoder, and a number on Windows to nothing: only opening tells.
    private static bool CanOpen(int index)
    {
        using var capture = new OpenCvSharp.VideoCapture(index);
        return capture.IsOpened();
    }

    // Folders as parameters: tests bring their own.
    internal static IReadOnlyList<CameraDevice> ListLinux(string deviceFolder, string nameFolder)
    {
        if (!Directory.Exists(deviceFolder))
            return [];
        List<CameraDevice> found = [];
        foreach (string path in Directory.EnumerateFileSystemEntries(deviceFolder, "video*").Order(NaturalOrder.Instance))
        {
            string file = Path.GetFileName(path);
            if (int.TryParse(file.AsSpan("video".Length), out int index))
                found.Add(new(index, ReadName(Path.Combine(nameFolder, file, "name")) ?? file, WhyUnusable(path)));
        }
        return found;
    }

    // Null when nothing speaks against the camera.
    internal static string? WhyUnusable(int index) =>
        OperatingSystem.IsLinux() ? WhyUnusable($"{DeviceFolder}/video{index}") : null;

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
