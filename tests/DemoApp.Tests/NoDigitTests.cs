using NUnit.Framework;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>
/// What LeNet-5 calls a digit of pictures that show none, and what it calls none of the sample's handwriting; the official digits are
/// measured by the trainer's <c>evaluate</c>.
/// </summary>
[TestFixture]
public class NoDigitTests
{
    private const int CropsPerPhotograph = 1000;
    private const int Noises = 2000;

    private LoadedModel _model = null!;
    private Frame _frame = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        _model = LoadedModel.Load(ModelCatalogue.Embedded.Get("lenet5"), new InferenceOptions { Threads = 1 });
        _frame = new Frame();
    }

    [OneTimeTearDown]
    public void TearDown()
    {
        _frame.Dispose();
        _model.Dispose();
    }

    [Test, Category("Long")]
    public void Photographs_TheirCropsFlipsAndBrightness_AreNoDigits()
    {
        Assert.That(SamplePhotos.Load(null, out SamplePhotos? photos), Is.Null);
        using SamplePhotos owned = photos!;
        using var whole = new Frame();
        List<string> rates = [];
        int digits = 0;
        for (int photo = 0; photo < SamplePhotos.Count; photo++)
        {
            var random = new Random(photo);
            owned.Draw(photo, pan: 0, step: 30, steps: 60, whole);
            int met = Enumerable.Range(0, CropsPerPhotograph).Count(_ => IsDigit(whole, random));
            rates.Add($"{whole.Truth} {100.0 * met / CropsPerPhotograph:0.0} %");
            digits += met;
        }
        TestContext.Out.WriteLine(string.Join(", ", rates));
        Assert.That(100.0 * digits / (SamplePhotos.Count * CropsPerPhotograph), Is.LessThanOrEqualTo(2), string.Join(", ", rates));
    }

    [TestCase("pixels")]
    [TestCase("wall")]
    [TestCase("spots")]
    [TestCase("clouds")]
    public void Noise_IsNoDigit(string kind)
    {
        var random = new Random(7);
        int digits = Enumerable.Range(0, Noises).Count(_ => IsDigit(Noise(kind, random)));
        TestContext.Out.WriteLine($"{100.0 * digits / Noises:0.00} %");
        Assert.That(100.0 * digits / Noises, Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void TheSamplesHandwriting_IsOfDigits()
    {
        Assert.That(SamplePhotos.Load(null, out SamplePhotos? photos), Is.Null);
        using SamplePhotos owned = photos!;
        using var scene = new SampleScene(owned);
        int seen = 0, lost = 0;
        for (int i = 0; i < SampleScene.LoopFrames; i += 15)
        {
            scene.Draw(i, _frame);
            if (_frame.Truth is not { Length: 1 })
                continue;
            seen++;
            lost += Look() ? 0 : 1;
        }
        Assert.That(seen, Is.GreaterThan(100));
        Assert.That(100.0 * lost / seen, Is.LessThanOrEqualTo(1));
    }

    // A square of any size and place, perhaps flipped, darker or brighter.
    private bool IsDigit(Frame whole, Random random)
    {
        int side = (int)(whole.Height * (0.15 + 0.85 * random.NextDouble()));
        int left = random.Next(whole.Width - side + 1), top = random.Next(whole.Height - side + 1);
        bool flips = random.Next(2) == 1, turns = random.Next(4) == 0;
        double gain = 0.5 + random.NextDouble();
        _frame.Reshape(side, side, PixelFormat.Bgr8);
        for (int y = 0; y < side; y++)
        {
            ReadOnlySpan<byte> from = whole.Row(top + (turns ? side - 1 - y : y));
            Span<byte> to = _frame.Row(y);
            for (int x = 0; x < side; x++)
            {
                for (int plane = 0; plane < 3; plane++)
                    to[3 * x + plane] = (byte)Math.Min(255, from[3 * (left + (flips ? side - 1 - x : x)) + plane] * gain);
            }
        }
        return Look();
    }

    private bool IsDigit(Func<int, int, double> level)
    {
        _frame.Reshape(32, 32, PixelFormat.Bgr8);
        for (int y = 0; y < 32; y++)
        {
            Span<byte> row = _frame.Row(y);
            for (int x = 0; x < 32; x++)
                row.Slice(3 * x, 3).Fill((byte)Math.Clamp(255 * level(x, y), 0, 255));
        }
        return Look();
    }

    private static Func<int, int, double> Noise(string kind, Random random)
    {
        double ground = random.NextDouble(), strength = random.NextDouble();
        int cells = 2 + random.Next(7);
        double[,] grid = new double[cells + 2, cells + 2];
        for (int i = 0; i < grid.Length; i++)
            grid[i / (cells + 2), i % (cells + 2)] = random.NextDouble();
        return kind switch
        {
            "pixels" => (_, _) => random.NextDouble(),
            "wall" => (_, _) => ground + 0.2 * strength * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5),
            "spots" => (_, _) => random.NextDouble() < 0.1 * strength ? 1 : 0,
            _ => (x, y) =>
            {
                double u = x * cells / 32.0, v = y * cells / 32.0;
                int column = (int)u, row = (int)v;
                (u, v) = (u - column, v - row);
                return (1 - v) * ((1 - u) * grid[row, column] + u * grid[row, column + 1])
                    + v * ((1 - u) * grid[row + 1, column] + u * grid[row + 1, column + 1]);
            },
        };
    }

    private bool Look()
    {
        _model.Preprocess(_frame);
        _model.Run();
        return _model.Absence is null;
    }
}
