namespace RealtimeCnn.ModelZoo;

/// <summary>Where the store lies unless somebody says otherwise.</summary>
internal static class StoreHome
{
    /// <summary>As <see cref="ModelStore.DefaultHome"/> says.</summary>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable("REALTIMECNN_HOME") is { Length: > 0 } home)
            return Path.GetFullPath(home);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "RealtimeCnn");
        // The XDG rules: a relative path is to be ignored.
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            return Path.Combine(cache, "realtimecnn");
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return user.Length > 0 ? Path.Combine(user, ".cache", "realtimecnn") : Path.Combine(Path.GetTempPath(), "realtimecnn");
    }
}
