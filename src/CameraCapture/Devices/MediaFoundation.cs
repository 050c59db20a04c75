using System.Runtime.InteropServices;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// What Windows' Media Foundation says of cameras, by its own C interface: OpenCV tells no names, and .NET has no calls for it. The
/// interface's methods are called by their places in <c>mfobjects.h</c>.
/// </summary>
internal static unsafe partial class MediaFoundation
{
    private const uint Version = 0x00020070; // MF_VERSION
    private const uint WithoutSockets = 1; // MFSTARTUP_LITE

    // IMFAttributes, which IMFActivate extends.
    private const int Release = 2;
    private const int GetAllocatedString = 13;
    private const int SetGuid = 24;

    // mfidl.h: MF_DEVSOURCE_ATTRIBUTE_SOURCE_TYPE, its value _VIDCAP_GUID, MF_DEVSOURCE_ATTRIBUTE_FRIENDLY_NAME.
    private static readonly Guid SourceType = new("c60ac5fe-252a-478f-a0ef-bc8fa5f7cad3");
    private static readonly Guid VideoCapture = new("8ac3587a-4ae7-42d8-99e0-0a6013eef90f");
    private static readonly Guid FriendlyName = new("60d0e559-52f8-4fa2-bbce-acdb34a8ec01");

    /// <summary>The cameras' names in the order in which OpenCV numbers them; opens none. Any thread.</summary>
    /// <exception cref="VisionException">Windows does not list them.</exception>
    public static IReadOnlyList<string> CameraNames()
    {
        try
        {
            Check(Startup(Version, WithoutSockets));
            try
            {
                return ReadNames();
            }
            finally
            {
                _ = Shutdown();
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new VisionException(
                "Without Media Foundation Windows lists no cameras; its editions N get it by the Media Feature Pack.", e);
        }
    }

    private static List<string> ReadNames()
    {
        nint filter = 0;
        nint* cameras = null;
        uint count = 0;
        try
        {
            Check(CreateAttributes(&filter, 1));
            fixed (Guid* key = &SourceType, value = &VideoCapture)
                Check(((delegate* unmanaged[Stdcall]<nint, Guid*, Guid*, int>)Method(filter, SetGuid))(filter, key, value));
            Check(EnumerateDeviceSources(filter, &cameras, &count));
            List<string> names = [];
            for (uint i = 0; i < count; i++)
                names.Add(ReadName(cameras[i]) ?? $"camera {i}");
            return names;
        }
        finally
        {
            for (uint i = 0; i < count; i++)
                ReleaseObject(cameras[i]);
            Marshal.FreeCoTaskMem((nint)cameras);
            ReleaseObject(filter);
        }
    }

    // A driver may have given none.
    private static string? ReadName(nint camera)
    {
        char* name = null;
        uint length;
        int result;
        var read = (delegate* unmanaged[Stdcall]<nint, Guid*, char**, uint*, int>)Method(camera, GetAllocatedString);
        fixed (Guid* key = &FriendlyName)
            result = read(camera, key, &name, &length);
        if (result < 0)
            return null;
        string text = new string(name, 0, (int)length).Trim();
        Marshal.FreeCoTaskMem((nint)name);
        return text.Length > 0 ? text : null;
    }

    private static void* Method(nint self, int place) => (*(void***)self)[place];

    private static void ReleaseObject(nint self)
    {
        if (self != 0)
            _ = ((delegate* unmanaged[Stdcall]<nint, uint>)Method(self, Release))(self);
    }

    private static void Check(int result)
    {
        if (result < 0)
            throw new VisionException($"Windows does not list its cameras (Media Foundation: 0x{result:X8}).");
    }

    [LibraryImport("mfplat", EntryPoint = "MFStartup")]
    private static partial int Startup(uint version, uint flags);

    [LibraryImport("mfplat", EntryPoint = "MFShutdown")]
    private static partial int Shutdown();

    [LibraryImport("mfplat", EntryPoint = "MFCreateAttributes")]
    private static partial int CreateAttributes(nint* attributes, uint initialSize);

    [LibraryImport("mf", EntryPoint = "MFEnumDeviceSources")]
    private static partial int EnumerateDeviceSources(nint filter, nint** sources, uint* count);
}
