using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using RealtimeCnn.FuzzTests;
using SharpFuzz;

// The test host never comes here: run.sh starts this assembly as a program.
const string Usage = "Usage: list | afl TARGET | run TARGET EXECUTIONS|SECONDSs [SEED [FOLDER]] | try TARGET FILE...";
Target? target = args.Length > 1 ? Target.Find(args[1]) : null;
switch (args)
{
    case ["list"]:
        foreach (Target one in Target.All)
            Console.WriteLine(one.Name);
        return 0;
    case ["afl", _] when target is not null: // afl-fuzz is on the other side
        Fuzzer.Run(input =>
        {
            using MemoryStream bytes = new();
            input.CopyTo(bytes);
            target.Read(bytes.ToArray());
        });
        return 0;
    case ["try", _, .. var files] when target is not null:
        foreach (string file in files)
        {
            long start = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
            target.Read(File.ReadAllBytes(file));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Console.WriteLine($"{file}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.000} s, {allocated:N0} bytes allocated");
        }
        return 0;
    case ["run", _, var until, .. var more] when target is not null && long.TryParse(until.TrimEnd('s'), out long most):
        int seed = more.Length > 0 ? int.Parse(more[0], CultureInfo.InvariantCulture) : Environment.TickCount;
        using (Campaign campaign = new(target, seed, more.Length > 1 ? more[1] : Path.Combine(Path.GetTempPath(), "realtimecnn-fuzz")))
            return Run(campaign, target, most, isTime: until.EndsWith('s'));
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static int Run(Campaign campaign, Target target, long most, bool isTime)
{
    long start = Stopwatch.GetTimestamp();
    int code = 0;
    try
    {
        campaign.Run(() => isTime ? Stopwatch.GetElapsedTime(start).TotalSeconds >= most : campaign.Executions >= most);
    }
    catch (FaultException e)
    {
        Console.WriteLine($"{target}: {e.Message}{Environment.NewLine}{e.InnerException?.StackTrace}");
        code = 1;
    }
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    Console.WriteLine(
        $"{target}: {campaign.Executions:N0} executions in {seconds:0} s ({campaign.Executions / seconds:0}/s), seed {campaign.Seed}, "
        + $"{campaign.Branches} branches, {campaign.Kept.Count} inputs kept, longest {campaign.Worst.Time.TotalSeconds:0.000} s, "
        + $"most {campaign.Worst.Allocated / 1e6:0.0} MB");
    string kept = Directory.CreateDirectory(Path.Combine(campaign.Folder, target.Name + ".kept")).FullName;
    foreach (byte[] input in campaign.Smallest())
        File.WriteAllBytes(Path.Combine(kept, Convert.ToHexStringLower(SHA256.HashData(input))[..12]), input);
    return code;
}
