using System.Globalization;

namespace RealtimeCnn;

/// <summary>Which kind of GPU to prefer where there are several.</summary>
public enum AdapterPreference
{
    /// <summary>The fastest: the discrete GPU of a laptop.</summary>
    HighPerformance,

    /// <summary>The most frugal: the GPU inside the processor.</summary>
    MinimumPower,
}

/// <summary>Which GPU is wanted.</summary>
public sealed record AdapterRequest
{
    /// <summary>The fastest GPU.</summary>
    public static AdapterRequest Default { get; } = new();

    /// <summary>Order in which GPUs are considered.</summary>
    public AdapterPreference Preference { get; init; } = AdapterPreference.HighPerformance;

    /// <summary>Only the GPU with this identifier (see <see cref="AdapterInfo.Luid"/>); null for any. It holds until the machine restarts.</summary>
    public long? Luid { get; init; }

    /// <summary>Only GPUs whose name contains this text, in any case; null for any.</summary>
    public string? Name { get; init; }

    /// <summary>Whether a renderer without a GPU (WARP) may be taken: right, but slow.</summary>
    public bool AllowSoftware { get; init; }

    /// <summary>Reads a request as users write it.</summary>
    /// <param name="text">"fastest", "frugal", a LUID as 0x..., or part of a name; null for the default. Who names a renderer gets it, GPU or not.</param>
    public static AdapterRequest Parse(string? text) => text?.ToLowerInvariant() switch
    {
        null or "" or "fastest" => Default,
        "frugal" => new AdapterRequest { Preference = AdapterPreference.MinimumPower },
        ['0', 'x', .. string digits] when long.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long luid) =>
            new AdapterRequest { Luid = luid, AllowSoftware = true },
        _ => new AdapterRequest { Name = text, AllowSoftware = true },
    };
}

/// <summary>A GPU as the system describes it.</summary>
/// <param name="Name">Name of the product.</param>
/// <param name="Luid">Locally unique identifier.</param>
/// <param name="DedicatedMemory">Its own memory, in bytes; 0 for a GPU that shares the processor's.</param>
/// <param name="IsSoftware">Whether the processor does its work.</param>
public sealed record AdapterInfo(string Name, long Luid, ulong DedicatedMemory, bool IsSoftware)
{
    /// <summary>Name, memory and identifier in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} ({DedicatedMemory >> 20} MB, luid 0x{Luid:X})");
}

/// <summary>A GPU that was considered and not taken.</summary>
/// <param name="Adapter">Which.</param>
/// <param name="Reason">Why, in words for a user.</param>
public sealed record RejectedAdapter(AdapterInfo Adapter, string Reason);

/// <summary>The GPU that runs, and why each other one does not.</summary>
/// <param name="Chosen">Which.</param>
/// <param name="Rejected">The others, in order of preference.</param>
public sealed record AdapterSelection(AdapterInfo Chosen, IReadOnlyList<RejectedAdapter> Rejected);
