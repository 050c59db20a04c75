using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>
/// Random nonsense of the right form: whatever comes, it is read or refused, with bounded memory. Brief by default and the same each
/// time; REALTIMECNN_FUZZ_SECONDS=600 runs each test for ten minutes with new seeds, which a failure names. Damage that knows no form, for
/// these and all other readers: tests/Fuzz.Tests.
/// </summary>
[TestFixture]
public class FuzzTests
{
    private const int BriefRuns = 1000;
    private const long MaxAllocated = 96 << 20;

    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void DamagedGraph_IsAcceptedOnlyWithWeightsInItsFolder()
    {
        _data.Write("weights.bin", new byte[250_000]);
        byte[] original = ExternalGraph("weights.bin");
        Repeat(seed => Survives(_data.Write("m.onnx", Damage(original, new Random(seed))), RequireWeightsInside));
    }

    [Test]
    public void RandomPickles_AreReadOrRefused()
    {
        // Mostly instructions that exist, with operands that often make sense.
        string[] pieces =
        [
            "(", "t", "}", "]", ")", "u", "s", "e", "a", "b", "R", "Q", "N", "\x81", "\x85", "\x86", "\x87", "\x88", "\x89", "\x94",
            "q\x00", "q\x01", "h\x00", "h\x01", "K\x02", "K\x0A", "J\xFF\xFF\xFF\xFF", "\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F",
            "X\x01\x00\x00\x00t", "X\x07\x00\x00\x00storage", "U\x03" + "cpu", "X\x01\x00\x00\x000", "ccollections\nOrderedDict\n",
            "ctorch\nFloatStorage\n",
            "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n", "cos\nsystem\n",
            "(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000U\x03" + "cpuK\x0AtQ", "K\x00K\x02\x85K\x01\x85\x89Nt",
            "\x00", "\xFF",
        ];
        Gen<byte[]> pickles = Gen.Elements(pieces).ListOf().Select(
            list => Encoding.Latin1.GetBytes("\x80\x02" + string.Concat(list) + "."));
        Check(pickles, bytes => Bounded(() =>
        {
            try
            {
                StateDict.Read(bytes, 100, out _);
            }
            catch (Exception e) when (e is InvalidDataException or OverflowException)
            {
            }
        }));
    }

    [Test]
    public void RandomHeaders_AreReadOrRefused()
    {
        Gen<string> number = Gen.OneOf(
            Gen.Choose(-2, 70).Select(value => $"{value}"),
            Gen.Elements("9223372036854775807", "18446744073709551616", "-9223372036854775808", "1e3", "0.5", "null", "[]"));
        Gen<string> list = number.ListOf().Select(values => $"[{string.Join(',', values.Take(10))}]");
        Gen<string> field = Gen.OneOf(
            Gen.Elements("F32", "F16", "BF16", "F64", "I64", "U8", "F8_E5M2", "", "\\ud800").Select(type => $"\"dtype\":\"{type}\""),
            list.Select(values => $"\"shape\":{values}"), list.Select(values => $"\"data_offsets\":{values}"),
            from shape in Gen.Choose(0, 16) from begin in Gen.Choose(0, 16)
            select $"\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[{begin},{begin + (4 * shape)}]");
        Gen<string> entry =
            from name in Gen.Elements("a", "b", "c", "__metadata__", "\\u0000", "\\\"")
            from fields in field.ListOf()
            select $"\"{name}\":{{{string.Join(',', fields.Take(3))}}}";
        Gen<byte[]> files =
            from entries in entry.ListOf()
            from data in Gen.Choose(0, 64)
            from wrong in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(-8, 1000)))
            let header = Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}")
            select (byte[])[.. BitConverter.GetBytes((long)header.Length + wrong), .. header, .. new byte[data]];
        Check(files, bytes => Survives(bytes, "x.safetensors"));
    }

    [Test]
    public void RandomArchives_AreReadOrRefused()
    {
        // A real archive with fields of its directory and of its end replaced by values that matter.
        byte[] original = File.ReadAllBytes(WeightsData.Sample("parameters.pth"));
        int directory = original.AsSpan().IndexOf("PK\x01\x02"u8);
        Gen<(int Position, uint Value, int Length)> change =
            from position in Gen.Choose(directory, original.Length - 4)
            from value in Gen.OneOf(
                Gen.Elements<uint>(0, 1, 0xFFFF, 0x7FFFFFFF, 0x80000000, uint.MaxValue),
                Gen.Choose(0, original.Length).Select(at => (uint)at))
            from length in Gen.Elements(1, 2, 4)
            select (position, value, length);
        Check(change.ListOf().Select(changes => changes.Take(4).ToArray()), changes =>
        {
            byte[] bytes = [.. original];
            foreach ((int position, uint value, int length) in changes)
                BitConverter.GetBytes(value).AsSpan(0, length).CopyTo(bytes.AsSpan(position));
            Survives(bytes, "x.pth");
        });
    }

    [Test]
    public void RandomGraphs_AreAcceptedOnlyWithWeightsInTheirFolder()
    {
        _data.Write("w.bin", new byte[64]);
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(_data.Folder, "sub")).FullName, "w.bin"), new byte[64]);
        Gen<StringStringEntryProto> entry =
            from key in Gen.Elements("location", "location", "offset", "length", "checksum", "other")
            from value in Gen.Elements(
                "w.bin", "w.bin", "sub/w.bin", "../x", "/etc/passwd", "sub/../w.bin", "*/_ORT_MEM_ADDR_/*",
                "0", "4", "64", "-1", "9223372036854775807", "")
            select new StringStringEntryProto { Key = key, Value = value };
        Gen<TensorProto> tensor =
            from type in Gen.Choose(0, 27)
            from dims in Gen.Choose(-1, 20).ListOf()
            from isExternal in Gen.Elements(true, false)
            from entries in entry.ListOf()
            from raw in Gen.Choose(0, 16)
            select new TensorProto
            {
                DataType = type,
                Dims = { dims.Take(3).Select(dim => (long)dim) },
                DataLocation = isExternal ? TensorProto.Types.DataLocation.External : TensorProto.Types.DataLocation.Default,
                ExternalData = { entries.Take(4) },
                RawData = ByteString.CopyFrom(new byte[raw]),
            };
        Gen<NodeProto> constant =
            from value in tensor
            select new NodeProto { Attribute = { new AttributeProto { Name = "value", T = value } } };
        Gen<ModelProto> models =
            from initializers in tensor.ListOf()
            from constants in constant.ListOf()
            select new ModelProto
            {
                Graph = new GraphProto
                {
                    Initializer = { initializers.Take(2) },
                    Node = { constants.Take(2) },
                },
            };
        Check(models, model => Survives(_data.Write("m.onnx", model.ToByteArray()), RequireWeightsInside));
    }

    // What the guard accepts must hold when the file is read by another parser.
    private void RequireWeightsInside(string path)
    {
        OnnxSummary summary = OnnxGuard.Check(path);
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException)
        {
            return; // such as text that is not UTF-8: ONNX Runtime refuses it too
        }
        IEnumerable<TensorProto> tensors = model.Graph.Initializer.Concat(
            model.Graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.T).Where(value => value is not null));
        foreach (TensorProto tensor in tensors.Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External))
        {
            string location = tensor.ExternalData.Last(entry => entry.Key == "location").Value;
            string offset = tensor.ExternalData.LastOrDefault(entry => entry.Key == "offset")?.Value ?? "0";
            Assert.That(summary.ExternalFiles, Does.Contain(location));
            FileInfo file = new(Path.GetFullPath(Path.Combine(_data.Folder, location)));
            Assert.That(file.FullName, Does.StartWith(_data.Folder + Path.DirectorySeparatorChar));
            Assert.That(long.Parse(offset), Is.InRange(0, file.Length));
        }
    }

    private static void Survives(byte[] bytes, string name) =>
        Survives(name, path => WeightsData.ReadEverything(TensorFile.Open(UntrustedFile.Of(bytes, path), path)));

    private static void Survives(string path, Action<string> read) => Bounded(() =>
    {
        try
        {
            read(path);
        }
        catch (VisionException)
        {
        }
    });

    private static void Bounded(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MaxAllocated)
            Assert.Fail($"{allocated:N0} bytes were allocated.");
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        byte[] interesting = [0, 1, 2, 0x7F, 0x80, 0xFF, (byte)'.', (byte)'(', (byte)'"', (byte)'9'];
        List<byte> bytes = [.. original];
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            int position = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[position] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[position] = (byte)random.Next(256); break;
                case 2: bytes[position] = interesting[random.Next(interesting.Length)]; break;
                case 3: bytes.RemoveRange(position, Math.Min(random.Next(1, 9), bytes.Count - position - 1)); break;
                case 4: bytes.InsertRange(position, bytes.GetRange(position, Math.Min(random.Next(1, 40), bytes.Count - position))); break;
                default:
                    for (int k = position; k < Math.Min(position + 8, bytes.Count); k++)
                        bytes[k] = 0xFF;
                    break;
            }
        }
        return [.. bytes];
    }

    private static byte[] ExternalGraph(string location)
    {
        long offset = 0;
        ModelProto model = LeNet5.Build(new GraphBuilder("m", (name, shape) =>
        {
            long length = TensorShape.ElementCount(shape) * sizeof(float);
            TensorProto tensor = new()
            {
                Name = name,
                DataType = 1,
                Dims = { shape.ToArray() },
                DataLocation = TensorProto.Types.DataLocation.External,
                ExternalData =
                {
                    new StringStringEntryProto { Key = "location", Value = location },
                    new StringStringEntryProto { Key = "offset", Value = $"{offset}" },
                    new StringStringEntryProto { Key = "length", Value = $"{length}" },
                },
            };
            offset += length;
            return tensor;
        }));
        return model.ToByteArray();
    }

    private static double? Seconds =>
        double.TryParse(Environment.GetEnvironmentVariable("REALTIMECNN_FUZZ_SECONDS"), out double seconds) ? seconds : null;

    private static void Repeat(Action<int> run)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int first = Seconds is null ? 1 : Environment.TickCount & 0xFFFFFFF;
        for (int i = 0; Seconds is { } limit ? clock.Elapsed.TotalSeconds < limit : i < BriefRuns; i++)
        {
            try
            {
                run(first + i);
            }
            catch (Exception e)
            {
                throw new AssertionException($"Seed {first + i}: {e.Message}", e);
            }
        }
    }

    private static void Check<T>(Gen<T> generator, Action<T> run)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Config config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(BriefRuns).WithEndSize(40);
        if (Seconds is null)
            config = config.WithReplay(42, 43);
        do
            Prop.ForAll(generator.ToArbitrary(), run).Check(config);
        while (Seconds is { } limit && clock.Elapsed.TotalSeconds < limit);
    }
}
