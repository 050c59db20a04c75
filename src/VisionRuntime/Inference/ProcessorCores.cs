using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>How many cores there are for a network.</summary>
internal static partial class ProcessorCores
{
    private const int RelationProcessorCore = 0; // winnt.h, LOGICAL_PROCESSOR_RELATIONSHIP
    private const int SizeOfRelation = 32; // of SYSTEM_LOGICAL_PROCESSOR_INFORMATION on 64 bits

    /// <summary>
    /// All cores but one, which is left to the program's own threads; at least 1. Two hardware threads of one core count once: a network
    /// gains nothing from the second.
    /// </summary>
    public static int AllButOne { get; } = Math.Max(1, Math.Min(Physical(), Environment.ProcessorCount) - 1);

    // Where the system does not tell: as many as it schedules on.
    private static int Physical()
    {
        try
        {
            int cores = OperatingSystem.IsLinux() ? CoresOfLinux() : OperatingSystem.IsWindows() ? CoresOfWindows() : 0;
            return cores > 0 ? cores : Environment.ProcessorCount;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }

    // Documentation/ABI/stable/sysfs-devices-system-cpu: hardware threads of one core name the same siblings.
    private static int CoresOfLinux() => Directory.EnumerateDirectories("/sys/devices/system/cpu", "cpu*")
        .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
        .Where(File.Exists)
        .Select(File.ReadAllText)
        .Distinct()
        .Count();

    private static int CoresOfWindows()
    {
        int size = 0;
        _ = GetLogicalProcessorInformation([], ref size); // fails, and tells the size
        byte[] relations = new byte[size];
        if (!GetLogicalProcessorInformation(relations, ref size))
            return 0;
        int cores = 0;
        for (int at = 0; at + SizeOfRelation <= size; at += SizeOfRelation)
            cores += BitConverter.ToInt32(relations, at + sizeof(ulong)) == RelationProcessorCore ? 1 : 0;
        return cores;
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetLogicalProcessorInformation([Out] byte[] relations, ref int size);
}
