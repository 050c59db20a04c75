using System.Diagnostics;
using RealtimeCnn.Vulkan;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// Camera frame to input tensor on the GPU that Vulkan prefers, stage by stage, beside the CPU paths: packing the frame, the GPU's own
/// time, and the whole call, which includes submitting and waiting. Contenders take turns in one process.
/// </summary>
internal static class GpuBenchmarks
{
    private const int WarmUp = 10;
    private const int Turns = 200;

    public static void Run()
    {
        Choice<GpuInfo> gpus = VulkanGpu.Instance.Choose();
        if (gpus.Chosen is { } chosen)
            Console.WriteLine($"GPU {chosen.Id}: {chosen} ({chosen.Kind}, {chosen.Driver}): used");
        foreach ((GpuInfo gpu, string reason) in gpus.Rejected)
            Console.WriteLine($"GPU {gpu.Id}: {gpu} ({gpu.Kind}, {gpu.Driver}): {reason}");
        if (gpus.Problem is not null)
        {
            Console.WriteLine(gpus.Problem);
            return;
        }
        Console.WriteLine();
        Console.WriteLine("| job | GPU ms | min | of which copy | pack ms | whole call ms | p95 ms | cpu ms | scalar ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach ((int width, int height) in new[] { (1280, 720), (1920, 1080) })
        {
            foreach ((int resize, int crop) in new[] { (256, 224), (342, 299) })
            {
                foreach (ResizeFilter filter in Enum.GetValues<ResizeFilter>())
                    Measure(width, height, PixelFormat.Bgr8, resize, crop, filter);
                Measure(width, height, PixelFormat.Bgra8, resize, crop, ResizeFilter.AntialiasedBilinear);
                Measure(width, height, PixelFormat.Nv12, resize, crop, ResizeFilter.AntialiasedBilinear);
            }
        }
    }

    private static void Measure(int width, int height, PixelFormat format, int resize, int crop, ResizeFilter filter)
    {
        (float[] mean, float[] std) = PreprocessSpec.ImageNet;
        PreprocessSpec spec = new() { Width = crop, Height = crop, ResizeTo = resize, Filter = filter, Mean = mean, Std = std };
        using var frame = new Frame();
        frame.Reshape(width, height, format);
        new Random(1).NextBytes(frame.Pixels);
        using var gpu = (VulkanPreprocessor)VulkanGpu.Instance.OpenPreprocessor(spec);
        using var simd = new SimdPreprocessor(spec);
        using var scalar = new ScalarPreprocessor(spec);
        byte[] tensor = new byte[spec.ByteCount];

        double[] device = new double[Turns], copy = new double[Turns], pack = new double[Turns];
        double[] call = new double[Turns], cpu = new double[Turns];
        for (int turn = -WarmUp; turn < Turns; turn++)
        {
            double whole = Time(() => gpu.Run(frame)), vector = Time(() => simd.Run(frame, tensor));
            if (turn < 0)
                continue;
            (device[turn], copy[turn]) = (gpu.GpuMilliseconds ?? double.NaN, gpu.GpuCopyMilliseconds ?? double.NaN);
            (pack[turn], call[turn], cpu[turn]) = (gpu.PackMilliseconds, whole, vector);
        }
        double reference = Enumerable.Range(0, 3).Min(_ => Time(() => scalar.Run(frame, tensor)));
        foreach (double[] times in new[] { device, copy, pack, call, cpu })
            Array.Sort(times);
        Console.WriteLine(
            $"| {width}x{height} {format} -> {crop}, {filter} | {device[Turns / 2]:F3} | {device[0]:F3} | {copy[Turns / 2]:F3} | " +
            $"{pack[Turns / 2]:F3} | {call[Turns / 2]:F3} | {call[Turns * 95 / 100]:F3} | {cpu[Turns / 2]:F3} | {reference:F1} |");
    }

    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
