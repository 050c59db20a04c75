namespace RealtimeCnn.Tests;

/// <summary>
/// Descriptions and frame sizes over which every fast preprocessor must agree with <see cref="ScalarPreprocessor"/>. Used by the suite
/// itself and by its reruns with instruction sets switched off.
/// </summary>
internal static class AgreementCases
{
    private static readonly (float[] Mean, float[] Std) ImageNet = PreprocessSpec.ImageNet;

    /// <summary>Frame sizes: ordinary, tiny, odd, thin, smaller and larger than the tensors.</summary>
    public static (int Width, int Height)[] Sizes { get; } =
    [
        (1, 1), (2, 1), (1, 3), (3, 2), (5, 7), (17, 13), (64, 64), (63, 97), (22, 21), (127, 33), (331, 257), (641, 359),
        (1, 200), (300, 2),
    ];

    /// <summary>A selection for the reruns, which are slow where vector instructions are emulated.</summary>
    public static (int Width, int Height)[] FewSizes { get; } = [(1, 1), (3, 2), (22, 21), (63, 97), (331, 57)];

    public static IEnumerable<(string Name, PreprocessSpec Spec)> Specs()
    {
        foreach (ResizePolicy policy in Enum.GetValues<ResizePolicy>())
        {
            foreach (ResizeFilter filter in Enum.GetValues<ResizeFilter>())
            {
                foreach (ChannelOrder channels in Enum.GetValues<ChannelOrder>())
                {
                    TensorType type = (TensorType)(((int)policy + (int)filter + (int)channels) % 3);
                    bool last = (((int)policy + (int)filter + (channels == ChannelOrder.Bgr ? 1 : 0)) & 1) == 1;
                    bool levels = type == TensorType.UInt8, grey = channels == ChannelOrder.Grey;
                    // Widths with every kind of remainder by 8; crop policies need resizeTo >= both sides.
                    int width = 19 + 5 * (int)policy + (int)filter + (int)channels, height = 11 + 3 * (int)filter;
                    yield return ($"{policy} {filter} {channels} {type} {(last ? "last" : "first")} {width}x{height}", new PreprocessSpec
                    {
                        Width = width,
                        Height = height,
                        Policy = policy,
                        ResizeTo = policy == ResizePolicy.ShorterSideCentreCrop ? 40 : 0,
                        Filter = filter,
                        Channels = channels,
                        Type = type,
                        ChannelsLast = last,
                        Mean = levels ? [0f] : grey ? [0.1307f] : ImageNet.Mean,
                        Std = levels ? [1 / 255f] : grey ? [0.3081f] : ImageNet.Std,
                    });
                }
            }
            yield return ($"{policy} narrow", new PreprocessSpec { Width = 3, Height = 5, Policy = policy, ResizeTo = 7 });
            yield return ($"{policy} one pixel", new PreprocessSpec { Width = 1, Height = 1, Policy = policy, ResizeTo = 2 });
        }
        yield return ("wide crop of the shorter side, padded", new PreprocessSpec { Width = 40, Height = 24 });
        yield return (
            "float32 imagenet, channels last", new PreprocessSpec
            {
                Width = 41, Height = 23, ResizeTo = 45, Mean = ImageNet.Mean, Std = ImageNet.Std, ChannelsLast = true,
            });
        yield return (
            "float32 imagenet", new PreprocessSpec { Width = 56, Height = 56, ResizeTo = 64, Mean = ImageNet.Mean, Std = ImageNet.Std });
    }

    /// <summary>
    /// Runs sizes in all formats through one description: small frames in every orientation, others upright and in some others, all
    /// of which come round. Null, or what differs.
    /// </summary>
    public static string? Check(
        PreprocessSpec spec, (int Width, int Height)[] sizes, Func<PreprocessSpec, IPreprocessor> create, out double worst)
    {
        double tolerance = TensorComparison.Tolerance(spec.Type);
        worst = 0;
        using var truth = new ScalarPreprocessor(spec);
        using IPreprocessor candidate = create(spec); // one object for all sizes: tables must follow the frame
        foreach ((int width, int height) in sizes)
        {
            foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
            {
                using Frame frame = TestFrames.Random(width, height, format, seed: width * 31 + height);
                foreach (FrameTransform transform in Transforms(width, height, (int)format * 5 + spec.Width))
                {
                    frame.Transform = transform;
                    float[] expected = TensorComparison.Tensor(truth, frame), actual = TensorComparison.Tensor(candidate, frame);
                    if (TensorComparison.Mismatch(actual, expected, spec, tolerance) is { } mismatch)
                        return $"{width} x {height} {format} {transform}: {mismatch}";
                    worst = Math.Max(worst, TensorComparison.Difference(actual, expected).Max);
                }
            }
        }
        return null;
    }

    private static IEnumerable<FrameTransform> Transforms(int width, int height, int start)
    {
        FrameTransform[] all = [.. TestFrames.Transforms(width, height)];
        return width * height is > 30 and < 500 ? all : [default, all[start % all.Length], all[(start + 13) % all.Length]];
    }
}
