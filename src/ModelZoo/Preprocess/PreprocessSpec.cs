using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>How a frame of any shape becomes the model's rectangle.</summary>
public enum ResizePolicy
{
    /// <summary>
    /// Scale the shorter side to <see cref="PreprocessSpec.ResizeTo"/>, then cut the model's rectangle from the centre
    /// (torchvision, timm).
    /// </summary>
    ShorterSideCentreCrop,

    /// <summary>Scale to the model's rectangle, changing the aspect ratio.</summary>
    Stretch,

    /// <summary>Scale until the whole frame fits, centre it, fill the rest with <see cref="PreprocessSpec.PadValue"/>.</summary>
    Letterbox,
}

/// <summary>Resampling filter.</summary>
public enum ResizeFilter
{
    /// <summary>Two taps at pixel centres, <c>(i + 0.5) * scale - 0.5</c>; aliases when it reduces. The fast choice.</summary>
    Bilinear,

    /// <summary>
    /// Triangle filter whose support grows with the reduction: what Pillow and torchvision call bilinear with antialiasing.
    /// </summary>
    AntialiasedBilinear,

    /// <summary>Catmull-Rom (a = -0.5) whose support grows with the reduction: what Pillow calls bicubic.</summary>
    AntialiasedBicubic,
}

/// <summary>Planes of the tensor and their order.</summary>
public enum ChannelOrder
{
    /// <summary>Three planes: red, green, blue.</summary>
    Rgb,

    /// <summary>Three planes: blue, green, red.</summary>
    Bgr,

    /// <summary>One plane: luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    Grey,
}

/// <summary>Element type of a model's input tensor.</summary>
public enum TensorType
{
    /// <summary>32-bit IEEE floating point.</summary>
    Float32,

    /// <summary>16-bit IEEE floating point.</summary>
    Float16,

    /// <summary>
    /// Whole numbers from 0 to 255: rounded to the nearest, clipped. A network that normalises by itself takes pixel values as they are,
    /// mean 0 and standard deviation 1/255.
    /// </summary>
    UInt8,
}

/// <summary>
/// How a frame becomes a model's input, as plain data: resize, crop, normalise, channel order, layout, in one description that every
/// preprocessor (scalar, SIMD, GPU) implements to within a stated tolerance. A pixel value v in 0..255 becomes
/// <c>(v / 255 - mean) / std</c>.
/// </summary>
public sealed record PreprocessSpec
{
    /// <summary>Width of the tensor in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the tensor in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>How the frame is fitted.</summary>
    public ResizePolicy Policy { get; init; } = ResizePolicy.ShorterSideCentreCrop;

    /// <summary>
    /// Length of the frame's shorter side after resizing, in pixels; 0 means the smaller of <see cref="Width"/> and
    /// <see cref="Height"/>. Only for centre crop.
    /// </summary>
    public int ResizeTo { get; init; }

    /// <summary>Resampling filter.</summary>
    [JsonRequired] // generated readers know no initial values: what must not become zero or null has to be written down
    public ResizeFilter Filter { get; init; } = ResizeFilter.AntialiasedBilinear;

    /// <summary>Planes and their order.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>Mean per plane, in 0..1, in the order of the planes; one value serves all.</summary>
    [JsonRequired]
    public IReadOnlyList<float> Mean { get; init; } = [0f];

    /// <summary>Standard deviation per plane, in 0..1, in the order of the planes; one value serves all.</summary>
    [JsonRequired]
    public IReadOnlyList<float> Std { get; init; } = [1f];

    /// <summary>Value of the letterbox border, in 0..255, before normalisation.</summary>
    public float PadValue { get; init; } = 114f;

    /// <summary>
    /// Element type of the tensor. <see cref="TensorType.Float32"/> gives way to what the network takes; where another one is not that,
    /// the model is refused when it is loaded.
    /// </summary>
    public TensorType Type { get; init; } = TensorType.Float32;

    /// <summary>
    /// Whether the tensor is 1 x height x width x channels, pixel after pixel (NHWC: TensorFlow, Keras), not 1 x channels x height x width,
    /// plane after plane (NCHW: PyTorch, Caffe).
    /// </summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Dimensions of the tensor, a batch of one first.</summary>
    public IReadOnlyList<int> Shape =>
        ChannelsLast ? [1, Height, Width, ChannelCount] : [1, ChannelCount, Height, Width];

    /// <summary>Bytes of one element.</summary>
    public int ElementBytes => Type switch { TensorType.UInt8 => 1, TensorType.Float16 => 2, _ => 4 };

    /// <summary>Whether the channels of a pixel lie side by side; with one channel both layouts are the same.</summary>
    public bool IsInterleaved => ChannelsLast && ChannelCount > 1;

    /// <summary>Number of planes: 3, or 1 for grey.</summary>
    public int ChannelCount => Channels == ChannelOrder.Grey ? 1 : 3;

    /// <summary>Number of elements of the tensor.</summary>
    public int ElementCount => ChannelCount * Width * Height;

    /// <summary>Size of the tensor in bytes.</summary>
    public int ByteCount => ElementCount * ElementBytes;

    /// <summary>Checks that the values make sense together.</summary>
    /// <exception cref="ArgumentException">One does not; the message names it.</exception>
    public void Validate()
    {
        if (Width is < 1 or > 4096 || Height is < 1 or > 4096)
            throw new ArgumentException($"Input size {Width} x {Height} is outside 1..4096.");
        if (!Enum.IsDefined(Policy) || !Enum.IsDefined(Filter) || !Enum.IsDefined(Channels) || !Enum.IsDefined(Type))
            throw new ArgumentException($"one of policy {Policy}, filter {Filter}, channels {Channels} and type {Type} is none.");
        if (ResizeTo is < 0 or > 8192
            || (ResizeTo > 0 && Policy == ResizePolicy.ShorterSideCentreCrop && ResizeTo < Math.Max(Width, Height)))
        {
            throw new ArgumentException($"resize to {ResizeTo} is smaller than the crop {Width} x {Height}, or above 8192.");
        }
        if ((Mean.Count != 1 && Mean.Count != ChannelCount) || (Std.Count != 1 && Std.Count != ChannelCount))
            throw new ArgumentException($"mean and std need 1 or {ChannelCount} values.");
        if (Mean.Any(m => !float.IsFinite(m)) || Std.Any(s => !float.IsFinite(s) || s <= 0))
            throw new ArgumentException("mean must be finite and std positive.");
        if (!float.IsFinite(PadValue) || PadValue is < 0 or > 255)
            throw new ArgumentException($"pad value {PadValue} is outside 0..255.");
    }

    /// <summary>Mean and standard deviation that torchvision's and timm's ImageNet weights were trained with (RGB).</summary>
    public static (float[] Mean, float[] Std) ImageNet => ([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
}
