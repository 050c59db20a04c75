namespace RealtimeCnn.CameraCapture.Tests;

internal class SampleSceneTests
{
    private SampleScene _scene = null!;
    private Frame _frame = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _scene = MakeScene();
        _frame = new();
    }

    [OneTimeTearDown]
    public void Free()
    {
        _scene.Dispose();
        _frame.Dispose();
    }

    private static SampleScene MakeScene()
    {
        Assert.That(SamplePhotos.Load(null, out SamplePhotos? photos), Is.Null);
        return new(photos!);
    }

    private ulong HashOf(SampleScene scene, long index)
    {
        scene.Draw(index, _frame);
        return FrameHash.Compute(_frame);
    }

    [Test]
    public void A_frame_depends_on_its_number_alone()
    {
        using SampleScene other = MakeScene();
        ulong[] inOrder = [.. Enumerable.Range(0, 200).Select(i => HashOf(other, i))];
        foreach (int index in new[] { 199, 10, 29, 5, 130, 59, 0, 61, 150, 149 })
            Assert.That(HashOf(_scene, index), Is.EqualTo(inOrder[index]), $"frame {index}");
        Assert.That(HashOf(_scene, 17 + SampleScene.LoopFrames), Is.EqualTo(inOrder[17]), "the scene loops");
    }

    [TestCase(0, 1)]
    [TestCase(0, -1)]
    [TestCase(61, 1)]
    [TestCase(61, -1)]
    [TestCase(SampleScene.LoopFrames + 5, -2)]
    [TestCase(SampleScene.LoopFrames, 1)]
    public void A_step_goes_to_another_item_which_is_complete(long index, int items)
    {
        const int ItemFrames = 2 * SampleScene.Fps, Items = SampleScene.LoopFrames / ItemFrames;
        long stepped = SampleScene.Step(index, items), before = Math.Max(index - 1, 0) % SampleScene.LoopFrames / ItemFrames;
        Assert.That(stepped / ItemFrames, Is.EqualTo((before + items + Items) % Items));
        _scene.Draw(stepped, _frame);
        Assert.That(_frame.Truth, Is.Not.Null);
    }

    [Test]
    public void Ten_seconds_show_digits_and_photographs_with_their_truth()
    {
        HashSet<string> digits = [], photographs = [];
        for (int i = 0; i < 10 * SampleScene.Fps; i++)
        {
            _scene.Draw(i, _frame);
            if (_frame.Truth is { Length: 1 } digit)
                digits.Add(digit);
            else if (_frame.Truth is not null)
                photographs.Add(_frame.Truth);
        }
        Assert.That(digits, Is.EquivalentTo(new[] { "3", "7", "2" }));
        Assert.That(photographs, Is.EquivalentTo(new[] { "chelsea", "coffee" }));
    }

    [Test]
    public void A_loop_shows_every_digit_in_both_looks_and_every_photograph()
    {
        HashSet<(string?, bool)> seen = [];
        for (int i = 59; i < SampleScene.LoopFrames; i += 60)
        {
            _scene.Draw(i, _frame);
            bool isDark = _frame.Row(4)[4 * 3] < 128;
            seen.Add((_frame.Truth, _frame.Truth!.Length == 1 && isDark));
        }
        Assert.That(seen, Has.Count.EqualTo(20 + SamplePhotos.Count));
    }

    [Test]
    public void A_digit_is_true_only_when_complete()
    {
        for (int i = 0; i < 60; i++)
        {
            _scene.Draw(i, _frame);
            Assert.That(_frame.Truth, Is.EqualTo(i < 30 ? null : "3"));
        }
    }

    // What a recogniser trained on handwriting expects: size, place and stroke of the digit.
    [Test]
    public void Digits_have_the_proportions_of_handwriting([Range(0, 39)] int ordinal)
    {
        int item = ordinal / 2 * 3 + ordinal % 2 * 2;
        _scene.Draw(item * 60 + 45, _frame);
        bool isDark = _frame.Row(4)[4 * 3] < 128;
        (int left, int right, int top, int bottom, int covered) = (int.MaxValue, 0, int.MaxValue, 0, 0);
        for (int y = 0; y < _frame.Height; y++)
        {
            Span<byte> row = _frame.Row(y);
            for (int x = 0; x < _frame.Width; x++)
            {
                if (row[x * 3] > 128 != isDark)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
                covered++;
            }
        }
        Assert.That(bottom - top + 1, Is.InRange(420, 445), "60 % of the height");
        Assert.That(right - left + 1, Is.InRange(60, 420));
        Assert.That((left + right) / 2, Is.InRange(636, 644));
        Assert.That((top + bottom) / 2, Is.InRange(356, 364));
        double share = covered / (720.0 * 720);
        Assert.That(share, Is.InRange(_frame.Truth == "1" ? 0.045 : 0.08, 0.17), "ink in the centre square");
    }

    [Test]
    public void Drawing_in_order_allocates_nothing()
    {
        for (int i = 0; i < 720; i++)
            _scene.Draw(i, _frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 720; i < 1440; i++)
            _scene.Draw(i, _frame);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void A_missing_photograph_is_named()
    {
        string folder = Directory.CreateTempSubdirectory("capture").FullName;
        using (SampleDevice device = new(folder))
            Assert.That(device.Open(), Does.Contain("chelsea.png").And.Contain("missing"));
        File.WriteAllBytes(Path.Combine(folder, "chelsea.png"), [1]);
        using (SampleDevice device = new(folder))
            Assert.That(device.Open(), Does.Contain("cannot be decoded"));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void The_sample_source_delivers()
    {
        using CaptureSource source = CaptureSource.Open("sample");
        source.Start();
        Frame frame = Wait.Frame(source);
        Assert.That((frame.Width, frame.Height, frame.Format), Is.EqualTo((1280, 720, PixelFormat.Bgr8)));
    }

    [Test]
    public void Patterns_are_reproducible_move_and_allocate_nothing([Values] SyntheticPattern pattern, [Values(1, 37, 640)] int width)
    {
        SyntheticDevice.Draw(pattern, 5, width, 48, _frame);
        ulong fifth = FrameHash.Compute(_frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SyntheticDevice.Draw(pattern, 6, width, 48, _frame);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        if (width > 1)
            Assert.That(FrameHash.Compute(_frame), Is.Not.EqualTo(fifth));
        SyntheticDevice.Draw(pattern, 5, width, 48, _frame);
        Assert.That(FrameHash.Compute(_frame), Is.EqualTo(fifth));
    }

    [TestCase("sample")]
    [TestCase("synthetic:noise")]
    [TestCase("synthetic:moving")]
    public void A_running_source_allocates_nothing_per_frame(string name)
    {
        // As fast as the reader takes them, so that many frames pass.
        using CaptureSource source = CaptureSource.Open(name, new CaptureOptions { EveryFrame = true, Width = 320, Height = 240 });
        source.Start();
        for (int i = 0; i < 300; i++)
            Wait.Frame(source);
        long before = source.AllocatedBytes;
        for (int i = 0; i < 300; i++)
            Wait.Frame(source);
        Assert.That(source.AllocatedBytes - before, Is.Zero);
        Assert.That(source.Drops.Total, Is.Zero);
    }
}
