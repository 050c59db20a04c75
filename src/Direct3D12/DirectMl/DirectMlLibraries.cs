using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// Loads DirectML.dll and onnxruntime.dll from the program's own folders before anything else can load others: Windows carries old copies
/// of both in System32, which fail with a stale feature level or API version. Or from where the program says.
/// </summary>
/// <remarks>Any thread. Once loaded they stay for the life of the process.</remarks>
internal static partial class DirectMlLibraries
{
    private const string DirectMlName = "DirectML.dll", OnnxRuntimeName = "onnxruntime.dll";

    private static readonly Lazy<nint> DirectMlHandle = new(() => Load(DirectMlName, "Microsoft.AI.DirectML"));
    private static readonly Lazy<nint> OnnxRuntimeHandle = new(LoadOnnxRuntime);
    private static volatile Func<string, string>? _places;

    /// <summary>Handle of DirectML.dll.</summary>
    /// <exception cref="VisionException">A library is missing, broken, or another copy was loaded before.</exception>
    public static nint DirectMl => DirectMlHandle.Value;

    /// <summary>Handle of onnxruntime.dll. Ask for it before the first use of ONNX Runtime.</summary>
    /// <exception cref="VisionException">As above.</exception>
    public static nint OnnxRuntime => OnnxRuntimeHandle.Value;

    /// <summary>Names and versions of both, for the user; null where a file is not there.</summary>
    public static IReadOnlyList<(string Library, string? Version)> Versions =>
        [(DirectMlName, VersionOf(DirectMlName)), (OnnxRuntimeName, VersionOf(OnnxRuntimeName))];

    /// <summary>Takes these files, by their full paths, and no others.</summary>
    /// <exception cref="InvalidOperationException">Libraries were loaded before.</exception>
    public static void Use(string onnxRuntime, string directMl)
    {
        if (OnnxRuntimeHandle.IsValueCreated || DirectMlHandle.IsValueCreated)
            throw new InvalidOperationException("DirectML's libraries are loaded already: say where they are before the first use.");
        _places = name => name == DirectMlName ? directMl : onnxRuntime;
    }

    // It asks for DirectML.dll by name and gets the one that is loaded already. Without one, networks still run on the processor: what
    // is wrong with it is told when DirectML is asked for.
    private static nint LoadOnnxRuntime()
    {
        try
        {
            _ = DirectMl;
        }
        catch (VisionException)
        {
        }
        return Load(OnnxRuntimeName, "Microsoft.ML.OnnxRuntime.DirectML");
    }

    private static nint Load(string name, string package)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
        {
            throw new VisionException(
                _places is null
                    ? $"{name} is not beside the program ({path}); it is in the NuGet package {package}."
                    : $"'{path}' is missing.");
        }
        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new VisionException($"{path} cannot be loaded: {e.Message}", e);
        }
        // By name one gets the copy that came first; who says where to load from goes by handles.
        if (_places is null && GetModuleHandle(name) != handle)
            throw new VisionException($"Another copy of {name} was loaded before {path}; start the program from its own folder.");
        return handle;
    }

    private static string? VersionOf(string name) =>
        File.Exists(PathOf(name)) ? FileVersionInfo.GetVersionInfo(PathOf(name)).FileVersion : null;

    // A published program has them beside it, one that was only built in the folders of its packages (runtimes/win-x64/native).
    private static string PathOf(string name)
    {
        if (_places is { } place)
            return place(name);
        string beside = Path.Combine(AppContext.BaseDirectory, name);
        if (File.Exists(beside) || AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is not string folders)
            return beside;
        return folders.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? beside;
    }

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint GetModuleHandle(string name);
}
