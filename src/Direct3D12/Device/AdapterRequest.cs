using System.Globalization;

namespace RealtimeCnn.Direct3D12;

/// <summary>Which kind of GPU to prefer where there are several.</summary>
internal enum AdapterPreference
{
    /// <summary>The fastest: the discrete GPU of a laptop.</summary>
    HighPerformance,

    /// <summary>The most frugal: the GPU inside the processor.</summary>
    MinimumPower,
}

/// <summary>Which GPU is wanted.</summary>
internal sealed record AdapterRequest
{
    /// <summary>What <see cref="Parse"/> reads as: the fastest GPU, or a renderer without one where there is none.</summary>
    public const string Any = "any";

    /// <summary>The fastest GPU.</summary>
    public static AdapterRequest Default { get; } = new();

    /// <summary>Order in which GPUs are considered.</summary>
    public AdapterPreference Preference { get; init; } = AdapterPreference.HighPerformance;

    /// <summary>Only the GPU with this identifier (its LUID); null for any. It holds until the machine restarts.</summary>
    public long? Luid { get; init; }

    /// <summary>Only GPUs whose name contains this text, in any case; null for any.</summary>
    public string? Name { get; init; }

    /// <summary>Whether a renderer without a GPU (WARP) may be taken: right, but slow.</summary>
    public bool AllowSoftware { get; init; }

    /// <summary>Reads a request as users write it.</summary>
    /// <param name="text">
    /// "fastest", "frugal", "any", a LUID as 0x..., or part of a name; null for the default. Who names a renderer gets it, GPU or not.
    /// </param>
    public static AdapterRequest Parse(string? text) => text?.ToLowerInvariant() switch
    {
        null or "" or "fastest" => Default,
        Any => new AdapterRequest { AllowSoftware = true },
        "frugal" => new AdapterRequest { Preference = AdapterPreference.MinimumPower },
        ['0', 'x', .. string digits] when long.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long luid) =>
            new AdapterRequest { Luid = luid, AllowSoftware = true },
        _ => new AdapterRequest { Name = text, AllowSoftware = true },
    };
}
