namespace RealtimeCnn.ModelZoo;

/// <summary>What is wanted of a weights file, where it is not simply the published network.</summary>
/// <param name="Key">Where in a checkpoint its tensors stand, or the prefix of their names; null: where they fit best.</param>
/// <param name="Classes">How many classes it has to tell apart; null: as many as the published network.</param>
/// <param name="AnyClasses">Without a number: whether a last layer of any size will do.</param>
internal sealed record WantedWeights(string? Key = null, long? Classes = null, bool AnyClasses = false)
{
    /// <summary>Most classes a network of the user's may tell apart; ImageNet's largest form has 21,843.</summary>
    public const int MostClasses = 1 << 17;

    /// <summary>Why two numbers of classes may differ, as the end of a sentence.</summary>
    /// <param name="network">Classes that the network tells apart.</param>
    /// <param name="named">Classes that are named or asked for.</param>
    public static string Reason(long network, long named) => (named - network) switch
    {
        1 => " (one more: a background class or a heading that the network does not know?)",
        -1 => " (one less: does the network have a background class first, which needs a line too?)",
        _ when named == 1 => " (is it one name per line?)",
        _ when named is 1000 or 1001 => " (are they ImageNet's, and the network was trained for others?)",
        _ when network is 1000 or 1001 => " (is the network still ImageNet's, before it was trained for others?)",
        _ => "",
    };
}
