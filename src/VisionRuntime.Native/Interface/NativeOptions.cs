using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>rcnn_options.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOptions
{
    public uint Size;
    public int Threads, TimeLimitMs, Backend;
    public ulong KeepWarmBytes;
    public byte* Name;
    public byte* CatalogueFolder;
    public byte* StoreFolder;
}
