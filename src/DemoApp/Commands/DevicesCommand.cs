using System.CommandLine;
using RealtimeCnn.CameraCapture;
using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn devices</c>: cameras, execution providers and GPUs, and why any is not used.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        Command command = new("devices", "List cameras, execution providers and GPUs, and why any is unusable.");
        command.SetAction(_ =>
        {
            Table table = new Table().Border(TableBorder.Rounded).AddColumns("kind", "device", "state");
            foreach ((string device, string state) in Cameras())
                table.AddRow(Cell("camera"), Cell(device), Cell(state));
            foreach ((string device, string state) in Providers())
                table.AddRow(Cell("inference"), Cell(device), Cell(state));
            foreach ((string device, string state) in Gpus())
                table.AddRow(Cell("gpu"), Cell(device), Cell(state));
            AnsiConsole.Write(table);
        });
        return command;

        static Text Cell(string text) => new(text);
    }

    private static IEnumerable<(string Device, string State)> Cameras()
    {
        IReadOnlyList<CameraDevice> cameras = CameraDevice.List();
        if (cameras.Count == 0)
            return [("none", "no camera is connected; the demo runs on the sample")];
        return cameras.Select(camera => ($"camera:{camera.Index}  {camera.Name}", camera.Problem ?? "usable"));
    }

    private static IEnumerable<(string Device, string State)> Providers()
    {
        foreach (BackendDevice device in BackendDevice.List())
            yield return (device.Backend.ToString().ToLowerInvariant(), device.Problem is { } problem ? $"not usable: {problem}" : $"usable; {device.Description}");
    }

    // As the preprocessor sees them: Vulkan's list, with the one it takes and why not the others.
    private static IEnumerable<(string Device, string State)> Gpus()
    {
        GpuSelection gpus = VulkanDevices.List();
        if (gpus.Devices.Count == 0)
            return [("none", $"frames are preprocessed on the CPU: {gpus.Problem}")];
        return gpus.Devices.Select(gpu => (
            $"{gpu.Index}  {gpu.Name}",
            $"{(gpu.Rejection is null ? "chosen" : $"not used: {gpu.Rejection}")}; {Kind(gpu.Kind)}, {gpu.Driver}, {gpu.ApiVersion}"));

        static string Kind(GpuKind kind) => kind == GpuKind.Software ? "software on the CPU" : kind.ToString().ToLowerInvariant();
    }
}
