namespace RealtimeCnn.Direct3D12;

/// <summary>Turns the results of Direct3D, DXGI and DirectML calls into exceptions, in every build.</summary>
internal static class HResults
{
    /// <summary>DXGI_ERROR_NOT_FOUND: the end of an enumeration.</summary>
    public const int NotFound = unchecked((int)0x887A0002);

    /// <summary>Throws if a call failed.</summary>
    /// <param name="result">What the call returned.</param>
    /// <param name="action">What it was to do, as in "cannot ...".</param>
    /// <exception cref="DeviceLostException">The device is gone.</exception>
    /// <exception cref="VisionException">Any other failure.</exception>
    public static void Check(int result, string action)
    {
        if (result >= 0)
            return;
        string message = $"Direct3D 12 cannot {action}: {Describe(result)}.";
        throw IsDeviceLost(result) ? new DeviceLostException(message) : new VisionException(message);
    }

    /// <summary>Whether a result says that the device does not work any more.</summary>
    public static bool IsDeviceLost(int result) => (uint)result is 0x887A0005 or 0x887A0006 or 0x887A0007 or 0x887A0020;

    /// <summary>A result in words, with its number.</summary>
    public static string Describe(int result)
    {
        string words = (uint)result switch
        {
            0x80004001 => "not implemented by this driver",
            0x80004002 => "this interface is not supported here",
            0x80004005 => "unspecified failure",
            0x80070057 => "invalid argument",
            0x8007000E => "out of memory",
            0x887A0001 => "invalid call",
            0x887A0002 => "not found",
            0x887A0004 => "not supported by this adapter or driver",
            0x887A0005 => "the device was removed",
            0x887A0006 => "the device hung",
            0x887A0007 => "the device was reset",
            0x887A0020 => "internal error of the driver",
            _ => "failure",
        };
        return $"{words} (0x{(uint)result:X8})";
    }
}
