namespace RealtimeCnn.DemoApp.Tests.Running;

/// <summary>What a process holds of the system's at one moment, as Linux tells.</summary>
/// <param name="Resident">Bytes of memory, mapped files included.</param>
/// <param name="Anonymous">Bytes of memory that no file is behind.</param>
/// <param name="Files">Open files, pipes and sockets.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct ProcessLoad(long Resident, long Anonymous, int Files, int Threads)
{
    /// <summary>Reads those of a process, or of this one.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    public static ProcessLoad Read(int? process = null)
    {
        string folder = $"/proc/{process?.ToString() ?? "self"}";
        string[] status = File.ReadAllLines(folder + "/status");
        int Number(string key) => int.Parse(
            status.First(line => line.StartsWith(key + ":", StringComparison.Ordinal))[(key.Length + 1)..].Replace("kB", ""));
        int files = Directory.GetFileSystemEntries(folder + "/fd").Length;
        return new((long)Number("VmRSS") << 10, (long)Number("RssAnon") << 10, files, Number("Threads"));
    }

    public override string ToString() =>
        $"{Resident / 1e6:0.0} MB resident, {Anonymous / 1e6:0.0} MB anonymous, {Files} files, {Threads} threads";
}
