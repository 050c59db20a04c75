namespace RealtimeCnn.CameraCapture;

/// <summary>A camera of this machine, as the system lists it: nobody has tried it.</summary>
/// <param name="Index">Its number: <c>--source camera:Index</c>.</param>
/// <param name="Name">The name it gives itself.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
internal sealed record Camera(int Index, string Name, string? Problem)
{
    /// <summary>As a source is named.</summary>
    public string Source => $"camera:{Index}";
}
