using System.CommandLine;
using Microsoft.ML.OnnxRuntime;
using RealtimeCnn.CameraCapture;
using Spectre.Console;

namespace RealtimeCnn.DemoApp.Commands;

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
        IReadOnlyList<CameraDevice> cameras = CameraDevices.List();
        if (cameras.Count == 0)
            return [("none", "no camera is connected; the demo runs on the sample")];
        return cameras.Select(camera => ($"camera:{camera.Index}  {camera.Name}", camera.Problem ?? "usable"));
    }

    private static IEnumerable<(string Device, string State)> Providers()
    {
        BackendSelection selection = BackendSelection.For(InferenceBackend.Auto);
        string version = OrtEnv.Instance().GetVersionString();
        yield return (selection.Name, $"chosen; ONNX Runtime {version}");
        foreach (RejectedBackend rejected in selection.Rejected)
            yield return (rejected.Backend.ToString().ToLowerInvariant(), $"not usable: {rejected.Reason}");
    }

    private static IEnumerable<(string Device, string State)> Gpus()
    {
        const string Reason = "not used: this version preprocesses and infers on the CPU";
        const string Cards = "/sys/class/drm";
        string[] drivers = !Directory.Exists(Cards) ? [] : Directory.GetDirectories(Cards, "card*")
            .Select(card => Path.Combine(card, "device/driver"))
            .Where(Directory.Exists)
            .Select(link => Path.GetFileName(Directory.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link))
            .ToArray();
        return drivers.Length == 0 ? [("none seen", Reason)] : drivers.Select(driver => (driver, Reason));
    }
}
