using System.Security.Cryptography;

namespace RealtimeCnn.Tests;

/// <summary>
/// A store in a temporary folder, and a model for it. Its importer takes any file whose first byte is not zero and copies the
/// shipped LeNet-5 as the graph, so that what was added can be loaded.
/// </summary>
internal sealed class TestStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtimecnn-store-");

    public TestStore() => Store = Open(At("home"));

    public ModelStore Store { get; }

    /// <summary>The ONNX file of LeNet-5 that ships.</summary>
    public static byte[] LeNet5 => ModelCatalogue.Embedded.Get("lenet5").Content.ToArray();

    public HastyTime Time { get; } = new();

    /// <summary>Folders of the stores that were opened.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>How often the importer was called.</summary>
    public int Imports { get; private set; }

    /// <summary>A model with two published sets of weights, served from anywhere.</summary>
    public static ModelDefinition Model(Uri? url = null, byte[]? first = null, byte[]? second = null) => new()
    {
        Id = "lenet5",
        Name = "LeNet-5",
        Architecture = "lenet5",
        Parameters = 61_706,
        Preprocess = Grey(mean: 0.5f),
        PublishedWeights =
        [
            Family("first-v1", url, first),
            Family("second-v2", url, second) with { Preprocess = Grey(mean: 0.25f) },
        ],
    };

    public static byte[] Bytes(int seed, int count = 2000)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        bytes[0] = 1;
        return bytes;
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public string At(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    /// <summary>Another store of the same kind.</summary>
    public ModelStore Open(string home, ModelStore.Importer? importer = null)
    {
        Opened.Add(home);
        return new ModelStore(home, new Downloader(Time, DirectHandler()) { StallTimeout = HastyTime.Held }, Time, importer ?? Import);
    }

    /// <summary>Everything in the store's folder, locks excepted.</summary>
    public string[] Files() => !Directory.Exists(Store.Home) ? [] :
    [
        .. Directory.GetFileSystemEntries(Store.Home, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Store.Home, path).Replace('\\', '/'))
            .Where(path => path != "models" && !path.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    private static WeightFamily Family(string name, Uri? url, byte[]? content) => new()
    {
        Name = name,
        Url = url ?? new Uri("https://weights.invalid/weights.pth"),
        Format = WeightFormat.Pth,
        Bytes = content?.Length,
        Sha256 = content is null ? null : Hash(content),
        Licence = $"licence of {name}",
    };

    private static PreprocessSpec Grey(float mean) => new()
    {
        Width = 32,
        Height = 32,
        ResizeTo = 32,
        Channels = ChannelOrder.Grey,
        Mean = [mean],
        Std = [0.5f],
    };

    private ImportedModel Import(Architecture architecture, string variant, string file, string folder, WantedWeights? wanted, bool moves)
    {
        Imports++;
        string weights = Path.Combine(folder, Path.GetFileName(file)), graph = Path.Combine(folder, architecture.Id + ".onnx");
        if (moves)
            File.Move(file, weights);
        else
            File.Copy(file, weights);
        File.WriteAllBytes(graph, LeNet5);
        return File.ReadAllBytes(weights)[0] == 0
            ? throw new VisionException($"Weights file '{file}' does not fit lenet5:\nmissing: conv1.weight\nextra: conv9.weight")
            : new ImportedModel(graph, weights, WasConverted: false, ["3 tensors were ignored."]);
    }

    private static SocketsHttpHandler DirectHandler()
    {
        SocketsHttpHandler handler = Downloader.CreateHandler();
        handler.UseProxy = false;
        return handler;
    }
}
