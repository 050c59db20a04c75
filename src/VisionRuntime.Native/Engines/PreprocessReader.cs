namespace RealtimeCnn.Native;

/// <summary>Reads how a host's frames become a network's input.</summary>
internal static unsafe class PreprocessReader
{
    private const int Planes = 3;

    /// <summary>Reads and checks it.</summary>
    public static PreprocessSpec Read(NativePreprocess* from)
    {
        Require.Struct(from, sizeof(NativePreprocess), "rcnn_preprocess");
        ChannelOrder channels = Channels(from->Channels);
        int count = channels == ChannelOrder.Grey ? 1 : Planes;
        PreprocessSpec spec = new()
        {
            Width = from->Width,
            Height = from->Height,
            Policy = from->Fit switch
            {
                0 => ResizePolicy.ShorterSideCentreCrop,
                1 => ResizePolicy.Stretch,
                2 => ResizePolicy.Letterbox,
                _ => throw Refused("fit", from->Fit),
            },
            ResizeTo = from->ResizeTo,
            Filter = from->Filter switch
            {
                0 => ResizeFilter.AntialiasedBilinear,
                1 => ResizeFilter.Bilinear,
                2 => ResizeFilter.AntialiasedBicubic,
                _ => throw Refused("filter", from->Filter),
            },
            Channels = channels,
            Type = from->Type switch
            {
                0 => TensorType.Float32,
                1 => TensorType.Float16,
                2 => TensorType.UInt8,
                _ => throw Refused("type", from->Type),
            },
            ChannelsLast = Require.Flag(from->ChannelsLast, "rcnn_preprocess.channels_last"),
            Mean = new ReadOnlySpan<float>(from->Mean, count).ToArray(),
            Std = new ReadOnlySpan<float>(from->Std, count).ToArray(),
            PadValue = from->PadValue,
        };
        try
        {
            spec.Validate();
        }
        catch (ArgumentException e)
        {
            throw new Refusal(Status.BadArgument, $"rcnn_preprocess: {e.Message}");
        }
        return spec;
    }

    private static ChannelOrder Channels(int channels) => channels switch
    {
        0 => ChannelOrder.Rgb,
        1 => ChannelOrder.Bgr,
        2 => ChannelOrder.Grey,
        _ => throw Refused("channels", channels),
    };

    private static Refusal Refused(string field, int value) =>
        new(Status.BadArgument, $"rcnn_preprocess.{field} is {value}; the header lists what it may be.");
}
