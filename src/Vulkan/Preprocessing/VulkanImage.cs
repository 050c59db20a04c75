using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>An image of the program's as it hands it in: what it is, and what it is waited for and told by.</summary>
/// <param name="Handle">A <c>VkImage</c>.</param>
/// <param name="Width">Of its first level, in pixels.</param>
/// <param name="Height">The same.</param>
/// <param name="Format">A <c>VkFormat</c>.</param>
/// <param name="Layout">In which <c>VkImageLayout</c> it is.</param>
/// <param name="LayoutAfter">In which it shall be afterwards; undefined for the same.</param>
/// <param name="Wait">What the copy waits for; 0 for none. The value is of a timeline, 0 where the semaphore is binary.</param>
/// <param name="Signal">What is signalled when the copy is done; the same.</param>
internal readonly record struct VulkanImage(
    ulong Handle, int Width, int Height, Format Format, ImageLayout Layout, ImageLayout LayoutAfter,
    (ulong Semaphore, ulong Value) Wait, (ulong Semaphore, ulong Value) Signal)
{
    /// <summary>How a pixel lies in memory.</summary>
    public PixelFormat PixelFormat => Format is Format.B8G8R8A8Unorm or Format.B8G8R8A8Srgb ? PixelFormat.Bgra8 : PixelFormat.Rgba8;

    /// <summary>The layout afterwards.</summary>
    public ImageLayout Next => LayoutAfter == ImageLayout.Undefined ? Layout : LayoutAfter;

    /// <summary>Checks what can be told from here.</summary>
    /// <exception cref="ArgumentException">Something is outside what can be read; the message says what.</exception>
    public void Check()
    {
        if (Handle == 0)
            throw new ArgumentException("The VkImage is null.", "image");
        if (Width is < 1 or > Frame.MaxDimension)
            throw new ArgumentOutOfRangeException("width", $"A frame is 1 to {Frame.MaxDimension} pixels wide, not {Width}.");
        if (Height is < 1 or > Frame.MaxDimension)
            throw new ArgumentOutOfRangeException("height", $"A frame is 1 to {Frame.MaxDimension} pixels high, not {Height}.");
        if (Format is not (Format.R8G8B8A8Unorm or Format.R8G8B8A8Srgb or Format.B8G8R8A8Unorm or Format.B8G8R8A8Srgb))
        {
            throw new ArgumentException(
                $"VkFormat {(int)Format} ({Format}) is not read; R8G8B8A8 and B8G8R8A8, as UNORM and SRGB, are.", "format");
        }
        if (Layout is ImageLayout.Undefined or ImageLayout.Preinitialized)
            throw new ArgumentException($"In VkImageLayout {(int)Layout} ({Layout}) an image has no content to be read.", "layout");
        if (LayoutAfter == ImageLayout.Preinitialized)
            throw new ArgumentException($"No image can be brought into VkImageLayout {(int)LayoutAfter} ({LayoutAfter}).", "layoutAfter");
        CheckSemaphore(Wait, "wait");
        CheckSemaphore(Signal, "signal");
    }

    private static void CheckSemaphore((ulong Semaphore, ulong Value) semaphore, string name)
    {
        if (semaphore is { Semaphore: 0, Value: not 0 })
            throw new ArgumentException($"There is a value to {name} for, {semaphore.Value}, but no semaphore.", name);
    }
}
