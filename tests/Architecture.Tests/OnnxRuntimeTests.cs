using static RealtimeCnn.ArchitectureTests.Repository;

namespace RealtimeCnn.ArchitectureTests;

/// <summary>What is asked of ONNX Runtime, and who knows of DirectML: see "What comes after DirectML" in docs/windows.md.</summary>
public class OnnxRuntimeTests
{
    private const string Managed = "Microsoft.ML.OnnxRuntime";

    // The managed API that the product uses; the last version for DirectML is 1.24, so what came later may not be used. A name is put here
    // after a look at when it came: the youngest of these, SetLoadCancellationFlag, is of 1.22.
    private static readonly string[] Known =
    [
        "EnvironmentCreationOptions.logId",
        "EnvironmentCreationOptions.logLevel",
        "InferenceSession..ctor",
        "InferenceSession.CreateIoBinding",
        "InferenceSession.Dispose",
        "InferenceSession.EndProfiling",
        "InferenceSession.get_InputMetadata",
        "InferenceSession.get_OutputMetadata",
        "InferenceSession.get_OutputNames",
        "InferenceSession.Run",
        "InferenceSession.RunWithBinding",
        "NodeMetadata.get_Dimensions",
        "NodeMetadata.get_ElementDataType",
        "NodeMetadata.get_IsTensor",
        "NodeMetadata.get_OnnxValueType",
        "NodeMetadata.get_SymbolicDimensions",
        "OrtEnv.CreateInstanceWithOptions",
        "OrtEnv.DisableTelemetryEvents",
        "OrtEnv.get_IsCreated",
        "OrtEnv.GetVersionString",
        "OrtEnv.Instance",
        "OrtIoBinding.BindInput",
        "OrtIoBinding.BindOutput",
        "OrtMemoryInfo..ctor",
        "OrtMemoryInfo.get_DefaultInstance",
        "OrtValue.CreateTensorValueWithData",
        "OrtValue.Dispose",
        "RunOptions..ctor",
        "RunOptions.set_Terminate",
        "SessionOptions..ctor",
        "SessionOptions.AddFreeDimensionOverrideByName",
        "SessionOptions.AddSessionConfigEntry",
        "SessionOptions.set_EnableMemoryPattern",
        "SessionOptions.set_EnableProfiling",
        "SessionOptions.set_ExecutionMode",
        "SessionOptions.set_IntraOpNumThreads",
        "SessionOptions.set_LogSeverityLevel",
        "SessionOptions.set_ProfileOutputPathPrefix",
        "SessionOptions.SetLoadCancellationFlag",
    ];

    [Test]
    public void Nothing_newer_than_DirectML_has_is_used() => Violations.ShouldBeNone(
        from one in Arrows.Assemblies
        from member in OutsideMembers.Read(Product.PathOf(one), Managed)
        where !Known.Contains(member)
        select $"{one.Name} uses {member}: is it in ONNX Runtime 1.24?");

    [Test]
    public void Only_the_backend_knows_how_DirectML_works() => Violations.ShouldBeNone(
        from one in Product.Assemblies
        where one.Name == "Direct3D12"
        from use in one.Inside
        where use.To.Folder == "DirectMl" && use.From.Folder != "DirectMl" && use.From.ShortName != "DirectMlBackend"
        select $"{use.From} -> {use.To}");

    [Test]
    public void Only_lists_of_backends_name_it() => Violations.ShouldBeNone(
        from one in Product.Assemblies
        from use in one.Outside
        where use.To.Type == "RealtimeCnn.Direct3D12.DirectMlBackend"
            && use.From.Files[0] is not ("Running/Platform.cs" or "Engines/NetworkBackends.cs")
        select $"{use.From} -> {use.To.Type}");

    [Test]
    public void One_file_calls_ONNX_Runtime_past_its_managed_half() => Violations.ShouldBeNone(
        from path in Files("src", "*.cs")
        where path != "src/Direct3D12/DirectMl/OrtDirectMlInterop.cs"
        let text = File.ReadAllText(Full(path))
        from mark in (string[])["OrtGetApiBase", "OrtDirectMlInterop.", "AppendExecutionProvider_DML"]
        where text.Contains(mark, StringComparison.Ordinal)
        select $"{path}: {mark}");
}
