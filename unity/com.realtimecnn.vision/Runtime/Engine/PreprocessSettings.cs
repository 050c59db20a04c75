namespace RealtimeCnn.Vision
{
    /// <summary>How a frame becomes a network's input: a pixel value v of 0 to 255 becomes (v / 255 - mean) / std.</summary>
    public sealed class PreprocessSettings
    {
        /// <summary>Of the tensor, 1 to 4096.</summary>
        public int Width { get; set; } = 224;

        /// <summary>Of the tensor, 1 to 4096.</summary>
        public int Height { get; set; } = 224;

        /// <summary>How a picture of another shape fits.</summary>
        public FitMode Fit { get; set; }

        /// <summary>What the shorter side becomes before <see cref="FitMode.Crop"/>; 0: the smaller of width and height.</summary>
        public int ResizeTo { get; set; }

        /// <summary>How the picture is made smaller.</summary>
        public ResizeFilter Filter { get; set; }

        /// <summary>Order of the channels.</summary>
        public ChannelOrder Channels { get; set; }

        /// <summary>
        /// Type of an element. <see cref="TensorType.Float32"/>: or whatever the network takes; another that it does not take fails the
        /// swap.
        /// </summary>
        public TensorType Type { get; set; }

        /// <summary>True: height x width x channels (TensorFlow); false: channels x height x width (PyTorch).</summary>
        public bool IsChannelsLast { get; set; }

        /// <summary>Per channel, in their order; of grey networks the first. Three values.</summary>
        public float[] Mean { get; set; } = { 0.485f, 0.456f, 0.406f };

        /// <summary>Per channel, above 0. Three values.</summary>
        public float[] Std { get; set; } = { 0.229f, 0.224f, 0.225f };

        /// <summary>Of the letterbox's border, 0 to 255.</summary>
        public float PadValue { get; set; }

        /// <exception cref="VisionException">There are not three values of mean and of std.</exception>
        internal unsafe NativePreprocess ToNative()
        {
            if (Mean == null || Mean.Length != 3 || Std == null || Std.Length != 3)
                throw new VisionException(VisionError.Argument, "Preprocess has to have three values of Mean and three of Std.");
            var native = new NativePreprocess
            {
                Size = (uint)sizeof(NativePreprocess),
                Width = Width,
                Height = Height,
                Fit = (int)Fit,
                ResizeTo = ResizeTo,
                Filter = (int)Filter,
                Channels = (int)Channels,
                Type = (int)Type,
                ChannelsLast = IsChannelsLast ? 1 : 0,
                PadValue = PadValue,
            };
            for (int i = 0; i < 3; i++)
            {
                native.Mean[i] = Mean[i];
                native.Std[i] = Std[i];
            }
            return native;
        }
    }
}
