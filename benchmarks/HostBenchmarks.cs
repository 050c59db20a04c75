using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// What an engine costs the program that hands its frames in: CPU time of that thread, beside the bare copy of the same bytes, which no
/// engine that copies can beat. Linux.
/// </summary>
internal static unsafe partial class HostBenchmarks
{
    private const int Width = 1280, Height = 720, Bytes = Width * Height * 4;
    private const PixelFormat Format = PixelFormat.Bgra8;
    private const int Calls = 2000;

    public static void Run()
    {
        byte[] pixels = GC.AllocateArray<byte>(Bytes, pinned: true);
        new Random(1).NextBytes(pixels);
        First(pixels, prepared: false);
        First(pixels, prepared: true);
        Steady(pixels, isRunning: false);
        Steady(pixels, isRunning: true);
        Images(pixels);
        Loop(pixels);
        Dispose();
    }

    // The first submits of a size, and the later ones, each after the pause of a game's frame, with nobody taking frames.
    private static void First(byte[] pixels, bool prepared)
    {
        using var engine = new VisionEngine();
        if (prepared)
            engine.Prepare(Width, Height, Format);
        engine.Submit(pixels, 4, 4, Format); // the code is compiled
        double[] times = new double[100];
        foreach (ref double time in times.AsSpan())
        {
            Thread.Sleep(16);
            double started = Now();
            engine.Submit(pixels, Width, Height, Format);
            time = Now() - started;
        }
        string first = string.Join(", ", times.Take(3).Select(Milliseconds));
        string how = prepared ? "after Prepare" : "unprepared";
        string later = Milliseconds(Median(times[3..]));
        Console.WriteLine($"first three submits {how}: {first} ms; later ones: {later} ms");
    }

    // A copy and a submit in turn, as fast as it goes, and a look for a result. Where LeNet-5 reads the frames on another core, a submit
    // has to fetch that memory back from there, and a copy to nobody has not.
    private static void Steady(byte[] pixels, bool isRunning)
    {
        using var engine = new VisionEngine(new InferenceOptions { Threads = 1 });
        engine.Load(engine.Catalogue.Get("lenet5"));
        engine.Prepare(Width, Height, Format);
        if (isRunning)
            _ = engine.RunAsync();
        var result = new FrameResult();
        byte* copy = (byte*)NativeMemory.AlignedAlloc(3 * (nuint)Bytes, 64);
        double[] copies = new double[Calls], submits = new double[Calls], found = new double[Calls], empty = new double[Calls];
        int results = 0, nothing = 0;
        long allocated = 0;
        for (int i = -200; i < Calls; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            byte* target = copy + (nint)Bytes * (Math.Abs(i) % (isRunning ? 3 : 2)); // as many in turn as there are frames
            double started = Now();
            fixed (byte* source = pixels)
                NativeMemory.Copy(source, target, Bytes);
            double copied = Now();
            engine.Submit(pixels, Width, Height, Format);
            double submitted = Now();
            bool isNew = engine.TryTakeResult(result);
            double polled = Now();
            if (i < 0)
                continue;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            (copies[i], submits[i]) = (copied - started, submitted - copied);
            if (isNew)
                found[results++] = polled - submitted;
            else
                empty[nothing++] = polled - submitted;
        }
        NativeMemory.AlignedFree(copy);
        double[] beyond = [.. submits.Zip(copies, (submit, bare) => submit - bare)];
        Console.WriteLine(isRunning ? "LeNet-5 reads the frames:" : "nobody reads the frames:");
        Console.WriteLine(
            $"  copy {Milliseconds(Median(copies))} ms; submit {Milliseconds(Median(submits))} ms;"
            + $" beyond the copy {Microseconds(Median(beyond))} us");
        Console.WriteLine(
            $"  look for a result: {Microseconds(Median(empty[..nothing]))} us without, {Microseconds(Median(found[..results]))} us"
            + $" with one; {allocated} managed bytes in {Calls} rounds");
    }

    // An image on the program's own GPU beside the same picture in its memory, at 60 frames per second, with nobody taking frames.
    private static void Images(byte[] pixels)
    {
        using var image = new GpuImage(Width, Height);
        double[] images, copies = Paced(pixels, null, 200, () => true);
        using (var engine = new VisionEngine())
        {
            images = Paced(() => image.Submit(engine), 200, () => true);
        }
        Console.WriteLine($"an image on {image.Device}, 60 per second, nobody reads the frames:");
        Report("a copy, no engine", copies);
        Report("a submit of the image", images);
    }

    // 60 frames per second: a copy alone, the same beside a running engine, and while VGG-16 loads.
    private static void Loop(byte[] pixels)
    {
        Console.WriteLine("60 frames per second, the thread's time per frame for one copy or one submit and one look, ms:");
        Report("a copy, no engine", Paced(pixels, null, 300, () => true));
        using var engine = new VisionEngine();
        engine.Load(engine.Catalogue.Get("lenet5"));
        engine.Prepare(Width, Height, Format);
        _ = engine.RunAsync();
        engine.Load(engine.Catalogue.Get("lenet5")); // the code is compiled
        Report("LeNet-5 runs", Paced(pixels, engine, 300, () => true));
        Task<SwapReport> swap = engine.SwapAsync("vgg16");
        Report("VGG-16 loads beside it", Paced(pixels, engine, int.MaxValue, () => !swap.IsCompleted));
    }

    private static double[] Paced(byte[] pixels, VisionEngine? engine, int frames, Func<bool> goesOn)
    {
        var result = new FrameResult();
        byte* copy = (byte*)NativeMemory.AlignedAlloc(Bytes, 64);
        NativeMemory.Clear(copy, Bytes);
        double[] times = Paced(Round, frames, goesOn);
        NativeMemory.AlignedFree(copy);
        return times;

        void Round()
        {
            if (engine is null)
            {
                fixed (byte* source = pixels)
                    NativeMemory.Copy(source, copy, Bytes);
                return;
            }
            engine.Submit(pixels, Width, Height, Format);
            engine.TryTakeResult(result);
        }
    }

    private static double[] Paced(Action round, int frames, Func<bool> goesOn)
    {
        List<double> times = [];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < frames && goesOn(); i++)
        {
            TimeSpan left = TimeSpan.FromSeconds(i / 60.0) - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                Thread.Sleep(left);
            double started = Now();
            round();
            times.Add(Now() - started);
        }
        return [.. times];
    }

    // At rest, and in the midst of a load, at one moment after the other.
    private static void Dispose()
    {
        List<double> times = [];
        for (int i = 0; i < 20; i++)
        {
            var engine = new VisionEngine();
            engine.Load(engine.Catalogue.Get("lenet5"));
            Task running = engine.RunAsync();
            Task<SwapReport> swap = engine.SwapAsync("vgg16");
            Thread.Sleep(i * 150);
            long start = Stopwatch.GetTimestamp();
            engine.Dispose();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Task.WhenAll(running, swap, engine.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        }
        Console.WriteLine(
            $"Dispose 0 to 2850 ms after VGG-16 was asked for, wall: median {Milliseconds(Median([.. times]))} ms,"
            + $" longest {Milliseconds(times.Max())} ms");
    }

    private static void Report(string what, double[] times)
    {
        Array.Sort(times);
        Console.WriteLine(
            $"  {what,-24} {times.Length,5} frames: p50 {Milliseconds(Median(times))},"
            + $" p99 {Milliseconds(times[(int)((times.Length - 1) * 0.99)])}, longest {Milliseconds(times[^1])}");
    }

    private static double Median(double[] times) => times.Length == 0 ? double.NaN : times.Order().ElementAt(times.Length / 2);

    private static string Milliseconds(double ms) => FormattableString.Invariant($"{ms:0.000}");

    private static string Microseconds(double ms) => FormattableString.Invariant($"{ms * 1000:0.00}");

    // clock_gettime(2), CLOCK_THREAD_CPUTIME_ID: what the machine does meanwhile does not count.
    private static double Now() => ClockGetTime(3, out Time time) == 0
        ? time.Seconds * 1e3 + time.Nanoseconds / 1e6
        : throw new NotSupportedException("This system does not tell a thread's CPU time.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time time);

    private readonly record struct Time(long Seconds, long Nanoseconds);
}
