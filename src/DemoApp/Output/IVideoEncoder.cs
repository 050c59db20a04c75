using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>Makes a video file of pictures of one size. One thread, unless a member says otherwise.</summary>
internal interface IVideoEncoder : IDisposable
{
    /// <summary>What it makes, by what, and what is left of it if this program is killed.</summary>
    string Description { get; }

    /// <summary>What else there is to say of the finished file; null if nothing.</summary>
    string? Note { get; }

    /// <summary>Adds a picture.</summary>
    /// <param name="picture">Of the size that all have.</param>
    /// <param name="at">When it is to be seen, from the beginning on; each later than the one before.</param>
    /// <exception cref="VisionException">The file cannot be written any more; the message is the reason alone.</exception>
    void Write(BgraCanvas picture, TimeSpan at);

    /// <summary>Completes the file and counts what is in it, by reading it.</summary>
    /// <param name="written">How many pictures it must have.</param>
    /// <returns>How many it has; null if counting them takes too long.</returns>
    /// <exception cref="VisionException">The file was not completed; the message is the reason alone.</exception>
    long? Finish(out long written);

    /// <summary>How many whole pictures the file has after the writing failed; null if that cannot be told. Never throws.</summary>
    long? CountWhole();

    /// <summary>Makes a call that hangs return, where that is possible. Any thread.</summary>
    void Abort();
}
