namespace RealtimeCnn;

/// <summary>Where a frame's pixels land: the size it is scaled to, and the part of that which fills which part of the tensor.</summary>
/// <param name="ScaledWidth">Width the whole frame is scaled to.</param>
/// <param name="ScaledHeight">Height the whole frame is scaled to.</param>
/// <param name="CropX">First scaled column that is used.</param>
/// <param name="CropY">First scaled row that is used.</param>
/// <param name="Left">First tensor column that is filled from the frame.</param>
/// <param name="Top">First tensor row that is filled from the frame.</param>
/// <param name="Width">Tensor columns filled from the frame.</param>
/// <param name="Height">Tensor rows filled from the frame.</param>
internal readonly record struct ResizeGeometry(
    int ScaledWidth, int ScaledHeight, int CropX, int CropY, int Left, int Top, int Width, int Height)
{
    public static ResizeGeometry For(PreprocessSpec spec, int width, int height)
    {
        switch (spec.Policy)
        {
            case ResizePolicy.Stretch:
                return new ResizeGeometry(spec.Width, spec.Height, 0, 0, 0, 0, spec.Width, spec.Height);

            case ResizePolicy.Letterbox:
                double fit = Math.Min((double)spec.Width / width, (double)spec.Height / height);
                int fitWidth = Math.Clamp((int)Math.Round(width * fit), 1, spec.Width);
                int fitHeight = Math.Clamp((int)Math.Round(height * fit), 1, spec.Height);
                return new ResizeGeometry(
                    fitWidth, fitHeight, 0, 0, (spec.Width - fitWidth) / 2, (spec.Height - fitHeight) / 2, fitWidth, fitHeight);

            default:
                // torchvision's Resize truncates the longer side; its CenterCrop rounds the offset, halves to even.
                int shorter = spec.ResizeTo > 0 ? spec.ResizeTo : Math.Max(spec.Width, spec.Height);
                int scaledWidth = width <= height ? shorter : (int)((long)shorter * width / height);
                int scaledHeight = width <= height ? (int)((long)shorter * height / width) : shorter;
                return new ResizeGeometry(
                    scaledWidth, scaledHeight,
                    (int)Math.Round((scaledWidth - spec.Width) / 2.0), (int)Math.Round((scaledHeight - spec.Height) / 2.0),
                    0, 0, spec.Width, spec.Height);
        }
    }
}
