using RealtimeCnn.Benchmarks;

// One line per suite; each suite is one file that says what it compares.
(string Name, Action Run)[] suites =
[
    ("preprocess", PreprocessBenchmarks.Run),
    ("transforms", PreprocessBenchmarks.Transforms),
    ("engine", EngineBenchmarks.Run),
    ("host", HostBenchmarks.Run),
    ("architectures", ArchitectureBenchmarks.Run),
    ("gpu", GpuBenchmarks.Run),
    ("overlay", OverlayBenchmarks.Run),
    ("video", VideoBenchmarks.Run),
];

if (args.Length != 1 || suites.All(s => s.Name != args[0]))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project benchmarks -- {string.Join('|', suites.Select(s => s.Name))}");
    return 2;
}
suites.Single(s => s.Name == args[0]).Run();
return 0;
