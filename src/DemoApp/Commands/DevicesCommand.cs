using System.CommandLine;
using RealtimeCnn.CameraCapture;
using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn devices</c>: cameras, video decoders, execution providers and GPUs, and why any is not used.</summary>
internal static class DevicesCommand
{
    private const string SmallestModel = "lenet5"; // ships with the program

    public static Command Create()
    {
        Command command = new("devices", "List cameras, video decoders, execution providers and GPUs, and why any is unusable.");
        command.SetAction(_ =>
        {
            Table table = new Table().Border(TableBorder.Rounded).AddColumns("kind", "device", "state");
            foreach ((string device, string state) in Cameras())
                table.AddRow(Cell("camera"), Cell(device), Cell(state));
            foreach ((string device, string state) in VideoDecoders())
                table.AddRow(Cell("video"), Cell(device), Cell(state));
            foreach ((string device, string state) in Backends())
                table.AddRow(Cell("inference"), Cell(device), Cell(state));
            foreach ((string device, string state) in Gpus())
                table.AddRow(Cell("gpu"), Cell(device), Cell(state));
            TableConsole.Create().Write(table);
        });
        return command;

        static Text Cell(string text) => new(text);
    }

    private static IEnumerable<(string Device, string State)> Cameras()
    {
        try
        {
            return Rows(CaptureSource.Cameras());
        }
        catch (VisionException e)
        {
            return [("unknown", e.Message)];
        }
    }

    /// <summary>What is said of these cameras.</summary>
    internal static IEnumerable<(string Device, string State)> Rows(IReadOnlyList<(int Index, string Name, string? Problem)> cameras) =>
        cameras.Count == 0
            ? [("none", "no camera is connected; the demo runs on the sample")]
            : cameras.Select(camera => ($"camera:{camera.Index}  {camera.Name}", camera.Problem ?? "not tried"));

    private static IEnumerable<(string Device, string State)> VideoDecoders()
    {
        Choice<string> decoder = CaptureSource.VideoDecoder();
        return decoder.Rejected.Select(rejected => (rejected.Candidate, $"not used: {rejected.Reason}"))
            .Append((decoder.Chosen!, $"chosen; {decoder.Detail}"));
    }

    private static IEnumerable<(string Device, string State)> Backends()
    {
        foreach (IInferenceBackend backend in Platform.Backends)
            backend.Prepare();
        foreach (IInferenceBackend backend in Platform.Backends)
        {
            string? problem = backend.Problem(null, out string description) ?? Disagreement(backend);
            yield return (backend.Name, problem is null ? $"usable; {description}" : $"not usable: {problem}");
        }
    }

    // Each model is held against the processor when it is loaded; here the smallest tells what to expect. Null if it agrees.
    private static string? Disagreement(IInferenceBackend backend)
    {
        try
        {
            LoadedModel.Load(ModelCatalogue.Load().Resolve(SmallestModel), Platform.Options with { Backend = backend.Name }).Dispose();
            return null;
        }
        catch (VisionException e)
        {
            return e.Message;
        }
    }

    // As the preprocessor sees them: each API's list, with the one it takes and why not the others.
    private static IEnumerable<(string Device, string State)> Gpus()
    {
        Choice<GpuInfo>[] choices = [.. Platform.Gpus.Select(api => api.Choose())];
        (string Id, string Device, string State)[] gpus =
        [
            .. choices.SelectMany(gpus => gpus.Rejected
                .Select(rejected => Row(rejected.Candidate, $"not used: {rejected.Reason}"))
                .Concat(gpus.Chosen is { } chosen ? [Row(chosen, "chosen")] : [])
                .OrderBy(row => row.Id, StringComparer.Ordinal)),
        ];
        if (gpus.Length == 0)
            return [("none", $"frames are preprocessed on the CPU: {choices[0].Problem}")];
        return gpus.Select(row => (row.Device, row.State));

        static (string Id, string Device, string State) Row(GpuInfo gpu, string state)
        {
            string kind = gpu.Kind == GpuInfo.Software ? "software on the CPU" : gpu.Kind;
            return (gpu.Id, $"{gpu.Id}  {gpu.Name}", $"{state}; {kind}, {gpu.Driver}");
        }
    }
}
