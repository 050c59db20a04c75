namespace RealtimeCnn;

/// <summary>What a GPU is, in the order in which one is preferred.</summary>
public enum GpuKind
{
    /// <summary>A card with memory of its own.</summary>
    Discrete,

    /// <summary>Part of the processor, sharing its memory.</summary>
    Integrated,

    /// <summary>A share of a GPU in a virtual machine.</summary>
    Virtual,

    /// <summary>The driver does not say.</summary>
    Other,

    /// <summary>A program that runs on the processor (Mesa's lavapipe, SwiftShader).</summary>
    Software,
}

/// <summary>One GPU and why it is taken or not.</summary>
/// <param name="Index">Its place in the driver's list; a way to name it.</param>
/// <param name="Name">As the driver calls it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Driver">Name and version of the driver.</param>
/// <param name="ApiVersion">Version of the API that the driver offers.</param>
/// <param name="Rejection">Why it is not used, in words for a user; null for the one that is.</param>
public sealed record GpuDevice(int Index, string Name, GpuKind Kind, string Driver, string ApiVersion, string? Rejection)
{
    /// <summary>In one line: name, kind and driver.</summary>
    public string Description => $"{Name} ({Kind.ToString().ToLowerInvariant()}, {Driver})";
}

/// <summary>All GPUs of the machine and which one is used.</summary>
/// <param name="Devices">In the driver's order; at most one has no rejection.</param>
/// <param name="Problem">Why none can be used; null if one can.</param>
public sealed record GpuSelection(IReadOnlyList<GpuDevice> Devices, string? Problem)
{
    /// <summary>The one that is used, or null.</summary>
    public GpuDevice? Chosen => Devices.FirstOrDefault(device => device.Rejection is null);

    /// <summary>Chooses: what was asked for by name or number, or else the first kind there is, in the order of <see cref="GpuKind"/>.</summary>
    /// <param name="found">Devices; a rejection says what rules one out whatever is asked for.</param>
    /// <param name="wanted">Index, or part of the name in any case; null for the best.</param>
    internal static GpuSelection Choose(IReadOnlyList<GpuDevice> found, string? wanted)
    {
        if (found.Count == 0)
            return new GpuSelection([], "there is no GPU that a driver knows");
        GpuDevice[] matching = [.. found.Where(device => Matches(device, wanted))];
        if (matching.Length == 0)
        {
            string names = string.Join(", ", found.Select(device => $"{device.Index} = {device.Name}"));
            return new GpuSelection([.. found.Select(Rejected($"'{wanted}' was asked for"))], $"no GPU is called '{wanted}'; there are {names}");
        }
        GpuDevice? chosen = matching.Where(device => device.Rejection is null).OrderBy(device => device.Kind).ThenBy(device => device.Index).FirstOrDefault();
        if (chosen is null)
        {
            string reasons = string.Join("; ", matching.Select(device => $"{device.Name}: {device.Rejection}"));
            return new GpuSelection([.. found.Select(Rejected($"'{wanted}' was asked for"))], reasons);
        }
        string reason = wanted is null ? $"{chosen.Name} ({chosen.Kind.ToString().ToLowerInvariant()}) is preferred" : $"'{wanted}' was asked for";
        return new GpuSelection([.. found.Select(device => device == chosen ? device : Rejected(reason)(device))], null);

        static Func<GpuDevice, GpuDevice> Rejected(string reason) => device => device with { Rejection = device.Rejection ?? reason };
    }

    private static bool Matches(GpuDevice device, string? wanted) =>
        wanted is null
        || (int.TryParse(wanted, out int index) ? device.Index == index : device.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase));
}
