using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>
/// Keeps ONNX Runtime from reporting about this machine. Unasked it writes an identifier of the device into the user's cache and sends
/// events to its maker, from the first call on; on Windows it hands events to the system's tracing. Whoever wants that sets
/// <c>ORT_DISABLE_TELEMETRY</c> to 0 before this assembly is used.
/// </summary>
internal static partial class OrtTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    private static bool IsOff => Environment.GetEnvironmentVariable(Variable) != "0";

    /// <summary>
    /// Runs before any code of this assembly, hence before it loads ONNX Runtime, which reads the variable once, as it starts. .NET's own
    /// call does not reach the environment that native code sees, hence the C library's.
    /// </summary>
#pragma warning disable CA2255 // A library's initializer is exactly what is needed: later is too late.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void TurnOff()
    {
        string value = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen ? chosen : "1";
        Environment.SetEnvironmentVariable(Variable, value);
        _ = OperatingSystem.IsWindows() ? SetInWindowsRuntime(Variable, value) : SetInPosixRuntime(Variable, value, 1);
    }

    /// <summary>
    /// ONNX Runtime's environment, which is made here; its events are off. They may be on till then where somebody else in this process
    /// used it before, and builds for Windows know no variable. Comes after <see cref="IInferenceBackend.Prepare"/>.
    /// </summary>
    public static OrtEnv QuietEnvironment()
    {
        if (!OrtEnv.IsCreated)
        {
            // Its own warnings, of hardware that it does not find for example, would go to standard error.
            var options = new EnvironmentCreationOptions { logId = "RealtimeCnn", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            try
            {
                return Quiet(OrtEnv.CreateInstanceWithOptions(ref options));
            }
            catch (OnnxRuntimeException)
            {
                // Another thread was faster.
            }
        }
        return Quiet(OrtEnv.Instance());
    }

    private static OrtEnv Quiet(OrtEnv environment)
    {
        if (IsOff)
            environment.DisableTelemetryEvents();
        return environment;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetInPosixRuntime(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetInWindowsRuntime(string name, string value);
}
