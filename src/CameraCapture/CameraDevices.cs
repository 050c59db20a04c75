namespace RealtimeCnn.CameraCapture;

/// <summary>A camera of this machine.</summary>
/// <param name="Index">The number in <c>camera:N</c>.</param>
/// <param name="Name">What the system calls it.</param>
/// <param name="Problem">Why it cannot be used; null if it can.</param>
public sealed record CameraDevice(int Index, string Name, string? Problem);

/// <summary>Finds cameras without opening them. Any thread.</summary>
public static class CameraDevices
{
    /// <summary>Cameras that the system knows. Windows offers no list without opening them; there it is empty.</summary>
    public static IReadOnlyList<CameraDevice> List()
    {
        const string Nodes = "/sys/class/video4linux";
        if (!Directory.Exists(Nodes))
            return [];
        return
        [
            .. Directory.GetDirectories(Nodes, "video*")
                .Select(node => (Node: node, Index: int.TryParse(Path.GetFileName(node)["video".Length..], out int n) ? n : -1))
                .Where(camera => camera.Index >= 0)
                .OrderBy(camera => camera.Index)
                .Select(camera => new CameraDevice(camera.Index, NameOf(camera.Node), ProblemOf($"/dev/video{camera.Index}"))),
        ];
    }

    /// <summary>What runs when nothing was asked for: the first usable camera, or the sample without one.</summary>
    public static string DefaultSource() =>
        OperatingSystem.IsWindows() ? (CanOpenFirst() ? "camera:0" : "sample")
        : List().FirstOrDefault(camera => camera.Problem is null) is { } camera ? $"camera:{camera.Index}" : "sample";

    private static bool CanOpenFirst()
    {
        NativeLogging.Silence();
        using var capture = new OpenCvSharp.VideoCapture(0);
        return capture.IsOpened();
    }

    private static string NameOf(string node)
    {
        string file = Path.Combine(node, "name");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : Path.GetFileName(node);
    }

    private static string? ProblemOf(string device)
    {
        try
        {
            if (!File.Exists(device))
                return $"{device} does not exist";
            using FileStream _ = File.Open(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return $"no permission for {device}; add the user to the group 'video'";
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
