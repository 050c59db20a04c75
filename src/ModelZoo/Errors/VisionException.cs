namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A failure that the user can act on. The message is one sentence fit to show as it is: what failed, with what, what to do.
/// </summary>
public class VisionException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">May quote text from outside: it is made <see cref="Plain"/>.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public VisionException(string message, Exception? inner = null) : base(Plain(message), inner)
    {
    }

    /// <summary>
    /// Makes text from outside, such as a native library's message, fit for a terminal and a log: escape codes and other control characters
    /// and marks that turn the direction of writing become question marks, tabs become spaces. Line breaks stay, as line feeds.
    /// </summary>
    /// <param name="text">Of any length; returned itself if nothing is in it.</param>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Printable.Text(text);
    }

    /// <summary>The end of a message about a word that nobody knows: " - did you mean 'x'?" if a candidate is close, else ".".</summary>
    /// <param name="word">What the user wrote.</param>
    /// <param name="candidates">What it could have been.</param>
    public static string Suggestion(string word, IEnumerable<string> candidates) => Nearest.Suggestion(word, candidates);
}
