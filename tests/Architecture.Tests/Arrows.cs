namespace RealtimeCnn.ArchitectureTests;

/// <summary>
/// Who may use whom: the table that the tests hold the built assemblies against, and the page to read before adding a reference.
/// Folders are those directly below <c>src/NAME</c>, from the bottom up: a folder may use what its line names, and lines name only folders
/// above themselves in the list. Files beside the folders ("the root") may use all of them, and no folder uses the root.
/// </summary>
internal static class Arrows
{
    public static readonly Assembly[] Assemblies =
    [
        new("ModelZoo", "RealtimeCnn.ModelZoo", Uses: [])
        {
            Packages = ["Google.Protobuf", "System.IO.Hashing", "System.Numerics.Tensors"],
            Folders =
            [
                new("Errors"),
                new("Onnx"),
                new("Preprocess", "Errors"),
                new("Untrusted", "Errors", "Onnx"),
                new("Architectures", "Errors", "Onnx", "Preprocess", "Untrusted"),
                new("Weights", "Errors", "Onnx", "Untrusted", "Architectures"),
                new("Catalogue", "Errors", "Onnx", "Preprocess", "Untrusted", "Architectures", "Weights"),
                new("Store", "Errors", "Untrusted", "Architectures", "Weights", "Catalogue"),
                new("Attention", "Errors", "Onnx", "Untrusted", "Architectures", "Weights", "Catalogue"),
                new("Diagrams", "Errors", "Onnx", "Untrusted", "Architectures", "Weights", "Catalogue"),
            ],
        },
        new("VisionRuntime", "RealtimeCnn.VisionRuntime", Uses: ["ModelZoo"])
        {
            Packages = ["Microsoft.ML.OnnxRuntime", "System.Numerics.Tensors"],
            Folders =
            [
                new("Frames"),
                new("Gpu"),
                new("Results"),
                new("Presenting", "Frames", "Gpu"),
                new("Preprocessing", "Frames", "Gpu"),
                new("Inference", "Frames", "Gpu", "Results", "Preprocessing"),
                new("Swapping", "Frames", "Gpu", "Results", "Preprocessing", "Inference"),
            ],
        },
        new("VisionRuntime.Native", "realtime_cnn", Uses: ["VisionRuntime", "Vulkan", "Direct3D12", "ModelZoo"])
        {
            Packages = ["Microsoft.ML.OnnxRuntime"],
            Folders =
            [
                new("Interface"),
                new("Boundary", "Interface"),
                new("Handles"),
                new("Loading"),
                new("Engines", "Interface", "Boundary", "Handles", "Loading"),
            ],
        },
        new("Vulkan", "RealtimeCnn.Vulkan", Uses: ["VisionRuntime", "ModelZoo"])
        {
            Packages = ["Silk.NET.*", "Microsoft.ML.OnnxRuntime"],
            Folders =
            [
                new("Device"),
                new("Preprocessing", "Device"),
                new("Presenting", "Device"),
            ],
        },
        new("Direct3D12", "RealtimeCnn.Direct3D12", Uses: ["VisionRuntime", "ModelZoo"])
        {
            Packages = ["Silk.NET.*", "Microsoft.ML.OnnxRuntime"],
            Folders =
            [
                new("Device"),
                new("Preprocessing", "Device"),
                new("Presenting", "Device"),
                new("DirectMl", "Device", "Preprocessing"),
            ],
        },
        new("CameraCapture", "RealtimeCnn.CameraCapture", Uses: ["VisionRuntime", "ModelZoo"])
        {
            Packages = ["OpenCvSharp", "System.IO.Hashing"],
            Folders =
            [
                new("Files"),
                new("Options", "Files"),
                new("Pictures", "Files"),
                new("Network", "Options", "Pictures"),
                new("Sample", "Pictures"),
                new("Decoding"),
                new("Devices", "Files", "Options", "Pictures", "Network", "Sample", "Decoding"),
            ],
        },
        new("OverlayRenderer", "RealtimeCnn.OverlayRenderer", Uses: ["VisionRuntime", "ModelZoo"])
        {
            Packages = ["SkiaSharp", "System.Numerics.Tensors"],
            Folders =
            [
                new("Pixels"),
                new("Content", "Pixels"),
                new("Drawing", "Pixels", "Content"),
                new("Panels", "Pixels", "Content", "Drawing"),
                new("Painting", "Pixels", "Content", "Drawing", "Panels"),
                new("Live", "Pixels", "Content", "Drawing", "Panels", "Painting"),
            ],
        },
        new("DemoApp", "realtimecnn", Uses: ["ModelZoo", "VisionRuntime", "Vulkan", "Direct3D12", "CameraCapture", "OverlayRenderer"])
        {
            Packages = ["Microsoft.ML.OnnxRuntime", "OpenCvSharp", "SkiaSharp", "Spectre.Console*", "System.CommandLine"],
            // The window of Windows; that of Linux binds GLFW itself.
            PackagesOfOneFolder = [("Windowing/Silk", "Silk.NET.*")],
            RootFiles = ["Program.cs"],
            Folders =
            [
                new("Output"),
                new("Running", "Output"),
                new("Headless", "Output", "Running"),
                new("Windowing", "Output", "Running"),
                new("Commands", "Output", "Running", "Headless", "Windowing"),
            ],
        },
    ];
}

/// <summary>What one assembly may use.</summary>
/// <param name="Name">Its folder in <c>src</c>.</param>
/// <param name="AssemblyName">Its file's name without ending.</param>
/// <param name="Uses">Product assemblies, by folder.</param>
internal sealed record Assembly(string Name, string AssemblyName, string[] Uses)
{
    /// <summary>Assemblies beside the framework's; a star stands for any ending.</summary>
    public string[] Packages { get; init; } = [];

    /// <summary>Assemblies that only files below a path may use.</summary>
    public (string Path, string Package)[] PackagesOfOneFolder { get; init; } = [];

    /// <summary>The only files beside the folders; null where any may lie there.</summary>
    public string[]? RootFiles { get; init; }

    /// <summary>Its folders from the bottom up; none where only cycles are looked for.</summary>
    public Folder[] Folders { get; init; } = [];

    public override string ToString() => Name;
}

/// <summary>A folder of an assembly and the folders that it may use.</summary>
internal sealed record Folder(string Name, params string[] Uses);
