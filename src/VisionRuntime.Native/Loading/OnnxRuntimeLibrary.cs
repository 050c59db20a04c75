using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Native;

/// <summary>
/// ONNX Runtime from this library's own folder and under a name of its own, by its full path: so it is ours, whatever other edition the
/// host or another of its plugins has loaded.
/// </summary>
internal static class OnnxRuntimeLibrary
{
    private static readonly Lazy<nint> Loaded = new(Load, LazyThreadSafetyMode.PublicationOnly); // a failure is not kept
    private static readonly Lazy<bool> Chosen = new(Choose);
    private static readonly Lazy<string> Folder = new(OwnFolder.Find);

    private static string FileName => OperatingSystem.IsWindows() ? "realtime_cnn_onnxruntime.dll" : "librealtime_cnn_onnxruntime.so";

    /// <summary>Full path of the file.</summary>
    /// <exception cref="DllNotFoundException">The system does not tell where this library lies.</exception>
    public static string FilePath => Beside(FileName);

    /// <summary>Full path of a file in this library's own folder.</summary>
    /// <exception cref="DllNotFoundException">As above.</exception>
    public static string Beside(string name) => Path.Combine(Folder.Value, name);

    /// <summary>Before the first use of ONNX Runtime.</summary>
    /// <exception cref="DllNotFoundException">It is not there or cannot be loaded; the message says where and why.</exception>
    public static void Require()
    {
        _ = Chosen.Value;
        _ = Loaded.Value;
    }

    private static bool Choose()
    {
        // An assembly can have one, and the first counts: ONNX Runtime's own, which looks beside the host's program, gives way.
        NativeLibrary.SetDllImportResolver(
            typeof(OrtEnv).Assembly,
            static (name, _, _) => name.StartsWith("onnxruntime", StringComparison.Ordinal) ? Loaded.Value : 0);
        return true;
    }

    private static nint Load()
    {
        string path = FilePath;
        if (!File.Exists(path))
            throw new DllNotFoundException($"ONNX Runtime's library is missing: it belongs beside this one, as '{path}'.");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // .NET goes on about tools to find out with before it says what the system said.
            string reason = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
            // Windows does not say which file it speaks of.
            string place = reason.Contains(path, StringComparison.Ordinal) ? "" : $"'{path}': ";
            throw new DllNotFoundException($"ONNX Runtime's library cannot be loaded: {place}{reason}", e);
        }
    }
}
