using System.Text.Json;

namespace RealtimeCnn.Tests;

/// <summary>One form of one network whose logits the reference implementation computed in float64.</summary>
/// <param name="Fixture">Folder of the reference, such as <c>googlenet</c>.</param>
/// <param name="Index">Which of the fixture's variants; the trace is of the first.</param>
/// <param name="Id">Our id of the network.</param>
/// <param name="Variant">Our name of the form.</param>
internal sealed record OracleCase(string Fixture, int Index, string Id, string Variant)
{
    public bool HasTrace => Index == 0;

    public Architecture Architecture => Architecture.Find(Id)!;

    public override string ToString() => Variant.Length > 0 ? $"{Id} {Variant}" : Id;
}

/// <summary>One tensor of a fixture.</summary>
internal sealed record OracleTensor(string Name, long[] Shape, string Sha256Start);

/// <summary>One layer's output in the reference: where it is, and five numbers that hardly two different outputs share.</summary>
internal sealed record OracleLayer(string Name, string Class, JsonElement Attributes, long[] Shape, LayerNumbers Numbers);

/// <summary>Mean, population standard deviation, and the values at flat index 0, n / 2, n - 1.</summary>
internal readonly record struct LayerNumbers(double Mean, double Std, double First, double Middle, double Last);

/// <summary>Reads <c>tests/data/oracle</c>.</summary>
internal static class Oracle
{
    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", "oracle");

    /// <summary>All fixtures with all their variants.</summary>
    public static IEnumerable<OracleCase> Cases()
    {
        IEnumerable<string> fixtures = new DirectoryInfo(Folder).EnumerateDirectories().Select(folder => folder.Name);
        foreach (string fixture in fixtures.Order(StringComparer.Ordinal))
        {
            (string id, string usual) = fixture switch
            {
                "googlenet" => ("inception_v1", ""),
                "lenet5_pad28" => ("lenet5", LeNet5.Pad28),
                _ => (fixture, ""),
            };
            using JsonDocument expected = Read(fixture, "expected.json");
            int index = 0;
            foreach (JsonElement variant in expected.RootElement.GetProperty("variants").EnumerateArray())
            {
                string name = variant.GetProperty("name").GetString()!;
                string ours = name is "default" or "transform_input=False" ? usual : name.Replace("=True", "", StringComparison.Ordinal);
                yield return new OracleCase(fixture, index++, id, ours);
            }
        }
    }

    /// <summary>One case for each fixture: its usual form.</summary>
    public static IEnumerable<OracleCase> Fixtures() => Cases().Where(test => test.HasTrace);

    /// <summary>The float64 logits and their standard deviation.</summary>
    public static (double[] Logits, double Std) Logits(OracleCase test)
    {
        using JsonDocument expected = Read(test.Fixture, "expected.json");
        JsonElement variant = expected.RootElement.GetProperty("variants")[test.Index];
        double[] logits = [.. variant.GetProperty("logits_f64").EnumerateArray().Select(value => value.GetDouble())];
        return (logits, variant.GetProperty("std").GetDouble());
    }

    /// <summary>Trainable parameters without auxiliary heads, and multiply-accumulates.</summary>
    public static (long Parameters, long MultiplyAccumulates) Counts(OracleCase test)
    {
        using JsonDocument parameters = Read(test.Fixture, "params.json");
        JsonElement root = parameters.RootElement;
        return (root.GetProperty("parameters_inference").GetInt64(), root.GetProperty("macs_total").GetInt64());
    }

    /// <summary>The input's shape.</summary>
    public static long[] InputShape(OracleCase test)
    {
        using JsonDocument parameters = Read(test.Fixture, "params.json");
        return Shape(parameters.RootElement.GetProperty("input").GetProperty("shape"));
    }

    /// <summary>The state dict, without the auxiliary heads.</summary>
    public static OracleTensor[] Tensors(OracleCase test) => Tensors(test, "tensors");

    /// <summary>The tensors of the auxiliary heads.</summary>
    public static OracleTensor[] AuxiliaryTensors(OracleCase test) => Tensors(test, "aux_tensors_dropped_at_inference");

    /// <summary>The layers in the order in which they ran.</summary>
    public static OracleLayer[] Trace(OracleCase test)
    {
        using JsonDocument trace = Read(test.Fixture, "trace.json");
        return [.. trace.RootElement.GetProperty("rows").EnumerateArray().Select(Layer)];

        static OracleLayer Layer(JsonElement row)
        {
            double[] values = [.. row[6].EnumerateArray().Select(value => value.GetDouble())];
            LayerNumbers numbers = new(row[4].GetDouble(), row[5].GetDouble(), values[0], values[1], values[2]);
            return new OracleLayer(row[0].GetString()!, row[1].GetString()!, row[2].Clone(), Shape(row[3]), numbers);
        }
    }

    private static OracleTensor[] Tensors(OracleCase test, string list)
    {
        using JsonDocument parameters = Read(test.Fixture, "params.json");
        return
        [
            .. parameters.RootElement.GetProperty(list).EnumerateArray().Select(row => new OracleTensor(
                row.GetProperty("name").GetString()!, Shape(row.GetProperty("shape")), row.GetProperty("sha256_16").GetString()!)),
        ];
    }

    private static long[] Shape(JsonElement sides) => [.. sides.EnumerateArray().Select(side => side.GetInt64())];

    private static JsonDocument Read(string fixture, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, fixture, file)));
}
