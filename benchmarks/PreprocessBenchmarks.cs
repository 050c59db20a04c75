using System.Runtime.InteropServices;
using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// Camera frame to input tensor, one thread each: ours against the nearest chains of OpenCV calls, every buffer of which is allocated
/// beforehand where the call allows it.
/// </summary>
internal static unsafe class PreprocessBenchmarks
{
    private const int Iterations = 400;

    private static readonly (float[] Mean, float[] Std) ImageNet = PreprocessSpec.ImageNet;

    public static void Run()
    {
        Cv2.SetNumThreads(1);
        Antialiased(1280, 720, 256, 224);
        Antialiased(1920, 1080, 342, 299);
        Bicubic(1280, 720, 341, 299);
        Bilinear(1280, 720, 224, ResizePolicy.Stretch);
        Bilinear(1280, 720, 224, ResizePolicy.ShorterSideCentreCrop);
        Bilinear(1920, 1080, 299, ResizePolicy.Stretch);
    }

    /// <summary>Pictures that lie otherwise in memory than a camera's, beside one that does not.</summary>
    public static void Transforms()
    {
        foreach (ResizeFilter filter in Enum.GetValues<ResizeFilter>())
        {
            PreprocessSpec spec = new()
            {
                Width = 224, Height = 224, ResizeTo = 256, Filter = filter, Mean = ImageNet.Mean, Std = ImageNet.Std,
            };
            (string Name, PixelFormat Format, FrameTransform Transform)[] cases =
            [
                ("BGR, upright", PixelFormat.Bgr8, default),
                ("RGB", PixelFormat.Rgb8, default),
                ("BGRA", PixelFormat.Bgra8, default),
                ("RGBA", PixelFormat.Rgba8, default),
                ("BGR, bottom-up", PixelFormat.Bgr8, new FrameTransform { IsBottomUp = true }),
                ("BGR, mirrored", PixelFormat.Bgr8, new FrameTransform { IsMirrored = true }),
                ("BGR, one quarter turn", PixelFormat.Bgr8, new FrameTransform { QuarterTurns = 1 }),
                ("BGR, three quarter turns", PixelFormat.Bgr8, new FrameTransform { QuarterTurns = 3 }),
                ("RGBA, bottom-up, one quarter turn", PixelFormat.Rgba8, new FrameTransform { IsBottomUp = true, QuarterTurns = 1 }),
            ];
            SideBySide.Compare($"1280x720 -> 3x224x224, {filter}", Iterations, [.. cases.Select(c =>
            {
                Frame frame = Picture(1280, 720, c.Format);
                frame.Transform = c.Transform;
                var simd = new SimdPreprocessor(spec);
                byte[] tensor = new byte[spec.ElementCount * 4];
                return new Contender(c.Name, () => simd.Run(frame, tensor));
            })]);
        }
    }

    // Resize the shorter side, crop, ImageNet normalisation. OpenCV: cut the source rectangle first, reduce by area, split, scale and
    // shift.
    private static void Antialiased(int width, int height, int resize, int crop)
    {
        PreprocessSpec spec = new() { Width = crop, Height = crop, ResizeTo = resize, Mean = ImageNet.Mean, Std = ImageNet.Std };
        using Frame frame = Picture(width, height, PixelFormat.Bgr8);
        using Frame frameWithAlpha = Picture(width, height, PixelFormat.Bgra8);
        using var simd = new SimdPreprocessor(spec);
        using var simdWithAlpha = new SimdPreprocessor(spec);
        using var scalar = new ScalarPreprocessor(spec);
        byte[] ours = new byte[spec.ElementCount * 4], oursWithAlpha = new byte[spec.ElementCount * 4];
        byte[] theirs = GC.AllocateArray<byte>(spec.ElementCount * 4, pinned: true);

        var plan = ResizePlan.Create(spec, width, height);
        double scaleX = (double)width / plan.ResizedWidth, scaleY = (double)height / plan.ResizedHeight;
        var cut = new Rect(
            (int)Math.Round(plan.CropX * scaleX), (int)Math.Round(plan.CropY * scaleY),
            (int)Math.Round(crop * scaleX), (int)Math.Round(crop * scaleY));
        using Mat source = Mat.FromPixelData(height, width, MatType.CV_8UC3, (nint)frame.Data, frame.Stride);
        using Mat window = source[cut];
        using Mat resized = new(crop, crop, MatType.CV_8UC3);
        using Planes planes = new(spec, theirs);

        string title = $"{width}x{height} BGR -> 3x{crop}x{crop}, antialiased, shorter side {resize}";
        SideBySide.Compare(
            title, Iterations,
            new("ours, cpu", () => simd.Run(frame, ours)),
            new("OpenCV crop + resize INTER_AREA + split + convertTo", () =>
            {
                Cv2.Resize(window, resized, resized.Size(), 0, 0, InterpolationFlags.Area);
                planes.Fill(resized);
            }),
            new("ours, cpu, from BGRA", () => simdWithAlpha.Run(frameWithAlpha, oursWithAlpha)));
        PrintDifference(ours, theirs, "OpenCV's area filter is a box, ours a triangle");
        SideBySide.Compare(title, 10, new("ours, cpu", () => simd.Run(frame, ours)), new("ours, scalar", () => scalar.Run(frame, theirs)));
        PrintDifference(ours, theirs, "the same filter");
    }

    // OpenCV has no antialiased bicubic; this one only shows what ours costs.
    private static void Bicubic(int width, int height, int resize, int crop)
    {
        PreprocessSpec spec = new()
        {
            Width = crop, Height = crop, ResizeTo = resize, Filter = ResizeFilter.AntialiasedBicubic, Mean = [0.5f], Std = [0.5f],
        };
        using Frame frame = Picture(width, height, PixelFormat.Bgr8);
        using var simd = new SimdPreprocessor(spec);
        byte[] ours = new byte[spec.ElementCount * 4];
        SideBySide.Compare(
            $"{width}x{height} BGR -> 3x{crop}x{crop}, antialiased bicubic", Iterations,
            new Contender("ours, cpu", () => simd.Run(frame, ours)));
    }

    // Stretched or cut from the centre, mean subtracted, channels swapped: what blobFromImage can do. It has one scale and no standard
    // deviation, and it resizes the whole frame before it crops.
    private static void Bilinear(int width, int height, int size, ResizePolicy policy)
    {
        bool crop = policy == ResizePolicy.ShorterSideCentreCrop;
        PreprocessSpec spec = new()
        {
            Width = size, Height = size, Policy = policy, Filter = ResizeFilter.Bilinear, Mean = ImageNet.Mean,
        };
        using Frame frame = Picture(width, height, PixelFormat.Bgr8);
        using var simd = new SimdPreprocessor(spec);
        using var scalar = new ScalarPreprocessor(spec);
        byte[] ours = new byte[spec.ElementCount * 4], theirs = new byte[spec.ElementCount * 4];
        using Mat source = Mat.FromPixelData(height, width, MatType.CV_8UC3, (nint)frame.Data, frame.Stride);
        using Mat window = crop ? source[new Rect((width - height) / 2, 0, height, height)] : source[new Rect(0, 0, width, height)];
        using Mat resized = new(size, size, MatType.CV_8UC3);
        var mean = new Scalar(255 * ImageNet.Mean[0], 255 * ImageNet.Mean[1], 255 * ImageNet.Mean[2]);
        Mat? blob = null;

        SideBySide.Compare(
            $"{width}x{height} BGR -> 3x{size}x{size}, plain bilinear, {(crop ? "centre crop" : "stretched")}", Iterations,
            new("ours, cpu", () => simd.Run(frame, ours)),
            new(crop ? "OpenCV blobFromImage (crop: true)" : "OpenCV blobFromImage", () =>
            {
                blob?.Dispose();
                blob = CvDnn.BlobFromImage(source, 1 / 255.0, resized.Size(), mean, swapRB: true, crop);
            }),
            new(crop ? "OpenCV crop + resize + blobFromImage" : "OpenCV resize + blobFromImage", () =>
            {
                blob?.Dispose();
                Cv2.Resize(window, resized, resized.Size(), 0, 0, InterpolationFlags.Linear);
                blob = CvDnn.BlobFromImage(resized, 1 / 255.0, resized.Size(), mean, swapRB: true, crop: false);
            }));
        new ReadOnlySpan<byte>((void*)blob!.Data, theirs.Length).CopyTo(theirs);
        blob.Dispose();
        PrintDifference(ours, theirs, "OpenCV rounds to whole levels");
        scalar.Run(frame, theirs);
        PrintDifference(ours, theirs, "scalar");
    }

    // Smooth shapes with some noise, as a camera gives: neither flat nor pure noise.
    private static Frame Picture(int width, int height, PixelFormat format)
    {
        var frame = new Frame();
        frame.Reshape(width, height, format);
        var random = new Random(1);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int i = 0; i < row.Length; i++)
            {
                int x = i / frame.BytesPerPixel, channel = i % frame.BytesPerPixel;
                row[i] = (byte)(110 + 80 * Math.Sin(x * 0.013 + channel) * Math.Cos(y * 0.017 - channel) + random.Next(20));
            }
        }
        return frame;
    }

    private static void PrintDifference(byte[] ours, byte[] theirs, string why)
    {
        ReadOnlySpan<float> a = MemoryMarshal.Cast<byte, float>(ours), b = MemoryMarshal.Cast<byte, float>(theirs);
        double sum = 0, max = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = Math.Abs((double)a[i] - b[i]);
            (sum, max) = (sum + difference, Math.Max(max, difference));
        }
        Console.WriteLine($"difference after normalisation ({why}): mean {sum / a.Length:G3}, max {max:G3}");
    }

    // OpenCV's last steps: three 8-bit planes, each converted into its place in the tensor.
    private sealed class Planes : IDisposable
    {
        private readonly Mat[] _channels;
        private readonly Mat[] _tensor;
        private readonly double[] _scale;
        private readonly double[] _shift;

        public Planes(PreprocessSpec spec, byte[] pinnedTensor)
        {
            nint start = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pinnedTensor[0]);
            _channels = [.. Enumerable.Range(0, 3).Select(_ => new Mat(spec.Height, spec.Width, MatType.CV_8UC1))];
            _tensor = [.. Enumerable.Range(0, 3).Select(p => Mat.FromPixelData(
                spec.Height, spec.Width, MatType.CV_32FC1, start + (nint)p * spec.Width * spec.Height * 4))];
            _scale = [.. spec.Std.Select(s => 1 / (255.0 * s))];
            _shift = [.. spec.Mean.Zip(spec.Std, (m, s) => -m / (double)s)];
        }

        public void Fill(Mat bgr)
        {
            for (int plane = 0; plane < 3; plane++)
            {
                Cv2.ExtractChannel(bgr, _channels[plane], 2 - plane);
                _channels[plane].ConvertTo(_tensor[plane], MatType.CV_32FC1, _scale[plane], _shift[plane]);
            }
        }

        public void Dispose()
        {
            foreach (Mat mat in _channels.Concat(_tensor))
                mat.Dispose();
        }
    }
}
