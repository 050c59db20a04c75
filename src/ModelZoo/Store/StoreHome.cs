namespace RealtimeCnn.ModelZoo;

/// <summary>Where the store lies unless somebody says otherwise.</summary>
internal static class StoreHome
{
    /// <summary>Name of the folder of added classifiers.</summary>
    public const string Added = "added";

    /// <summary>As <see cref="ModelStore.AddedFolder"/> says, where no folder was named: what the user made is no cache.</summary>
    public static string AddedFolder()
    {
        bool isNamed = Environment.GetEnvironmentVariable("REALTIMECNN_HOME") is { Length: > 0 };
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (isNamed || OperatingSystem.IsWindows() || user.Length == 0)
            return Path.Combine(Default(), Added);
        string data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } named && Path.IsPathRooted(named)
            ? named
            : Path.Combine(user, ".local", "share");
        return Path.Combine(data, "realtimecnn", Added);
    }

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
