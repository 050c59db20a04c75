namespace RealtimeCnn.Native;

/// <summary>What a caller asked for cannot be.</summary>
/// <param name="status">As the function returns it.</param>
/// <param name="why">A sentence for the host's author.</param>
internal sealed class Refusal(int status, string why) : Exception(why)
{
    public int Status => status;
}
