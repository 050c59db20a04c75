namespace RealtimeCnn.DemoApp;

/// <summary>One picture that the networks are shown: a file, or a frame of a video.</summary>
/// <param name="path">The file, as it was named or found.</param>
/// <param name="frame">Number of the frame within the video, from 0; null for an image.</param>
internal sealed class ComparedPicture(string path, long? frame = null)
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Number of the frame within the video; null for an image.</summary>
    public long? Frame => frame;

    /// <summary>The picture in words: the file, and behind a # the frame's number.</summary>
    public string Name { get; } = frame is { } number ? $"{path}#{number}" : path;

    /// <summary>Name of the folder that it lies in; empty if that has none. Of a video's frames empty.</summary>
    public string Folder { get; } =
        frame is null ? System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "") : "";

    /// <summary>Why it cannot be looked at; null if it can, or was not looked at yet.</summary>
    public string? Error { get; set; }
}
