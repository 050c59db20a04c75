namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A failure that the user can act on. The message is one sentence fit to show as it is: what failed, with what, what to do.
/// </summary>
public class VisionException : Exception
{
    /// <summary>Makes one.</summary>
    public VisionException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>The end of a message about a word that nobody knows: " - did you mean 'x'?" if a candidate is close, else ".".</summary>
    /// <param name="word">What the user wrote.</param>
    /// <param name="candidates">What it could have been.</param>
    public static string Suggestion(string word, IEnumerable<string> candidates) => Nearest.Suggestion(word, candidates);
}
