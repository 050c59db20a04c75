using System;
using System.IO;
using System.Threading;
using RealtimeCnn.Vision;

// What a script does in a game engine, in a domain of its own.
public sealed class Scene : MarshalByRefObject
{
    private const int Width = 320, Height = 240;

    private readonly byte[] _pixels = DrawSeven();
    private readonly VisionResult _result = new VisionResult();

    public int Engines => VisionLibrary.EngineCount;

    public void EndThoseForgotten() => VisionLibrary.Shutdown(0);

    // Plays until a "7" was seen; what comes then depends on the way.
    public string Play(string way, bool swapsBack)
    {
        var engine = new VisionEngine(new VisionOptions { Name = "scene" });
        string seen = Classify(engine, engine.Swap("lenet5"), "lenet5");
        if (swapsBack)
            Classify(engine, engine.Swap("nin"), "nin");
        switch (way)
        {
            case "destroyed":
                engine.Dispose();
                break;
            case "loading":
                ulong swap = engine.Swap("vgg16"); // half a gigabyte
                while (engine.GetSwapStage(swap) < SwapStage.Loading)
                    Thread.Sleep(1);
                break;
            case "rented":
                if (!engine.TryRent(Width, Height, PixelFormat.Bgra8, out RentedFrame frame))
                    throw new InvalidOperationException("no frame to rent");
                Write(frame);
                break;
        }
        return seen;
    }

    // Each function once, and what a frame costs.
    public string Tour(string lenet)
    {
        using (var engine = new VisionEngine())
        {
            Require(VisionLibrary.Version.Split('.').Length == 3, "version " + VisionLibrary.Version);
            Require(engine.Models.Count == 12 && engine.Models[0].Id == "lenet5" && engine.Models[0].IsTrained, "models");
            engine.Prepare(Width, Height, PixelFormat.Bgra8);
            Classify(engine, engine.Swap("lenet5"), "lenet5");
            long allocated = MeasureFrames(engine);
            Require(allocated == 0, allocated + " bytes are allocated in 1000 frames");

            Require(engine.TryRent(Width, Height, PixelFormat.Bgra8, out RentedFrame frame), "no frame to rent");
            Write(frame);
            frame.Submit(new FrameTransform { QuarterTurns = 2, IsMirrored = true }, VisionLibrary.Clock);
            Refuses(VisionError.Handle, "no such buffer", () => frame.Return());
            Require(engine.TryRent(Width, Height, PixelFormat.Bgra8, out frame), "no frame to rent");
            frame.Return();

            string[] labels = { "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine" };
            var own = new VisionModel
            {
                Id = "own",
                Bytes = File.ReadAllBytes(lenet),
                Labels = string.Join("\n", labels),
                Preprocess = new PreprocessSettings
                {
                    Width = 32, Height = 32, ResizeTo = 32, Channels = ChannelOrder.Grey,
                    Mean = new[] { 0.1307f, 0.1307f, 0.1307f }, Std = new[] { 0.3081f, 0.3081f, 0.3081f },
                },
            };
            ulong swap = engine.Swap(own);
            Require(Classify(engine, swap, "own") == "seven", "own model");
            SwapState state = engine.GetSwap(swap);
            Require(state.IsDone && state.Model == "own" && state.LoadMs > 0 && state.Error == "", "state of the swap");
            Require(!engine.Cancel(swap), "a swap that is over was cancelled");
            Refuses(VisionError.Model, "no-such-model", () => engine.Swap("no-such-model"));
            Refuses(VisionError.Argument, "", () => engine.Submit(_pixels, Width, -1, PixelFormat.Bgra8));

            EngineStats stats = engine.GetStats();
            Require(stats.IsRunning && stats.Model == "own" && stats.Classified > 0 && stats.FrameError == "", "stats");
            Require(engine.TryNextEvent(out VisionEvent news) && news.Kind == VisionEventKind.Swapped && news.Model == "own", "event");
            while (VisionLibrary.TryNextLog(out VisionLogLine line))
                Require(line.Engine.Length > 0 && line.Text.Length > 0, "log line");
            engine.Dispose();
            Refuses(VisionError.Handle, "", () => engine.TryPoll(_result));
        }
        Require(VisionLibrary.Shutdown(10000), "memory is not back");
        return "0 bytes a frame";
    }

    private long MeasureFrames(VisionEngine engine)
    {
        long before = 0;
        for (int i = 0; i < 1100; i++)
        {
            if (i == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            if (engine.WantsFrame)
                engine.Submit(_pixels, Width, Height, PixelFormat.Bgra8);
            engine.TryPoll(_result);
            engine.TryNextEvent(out _);
            VisionLibrary.TryNextLog(out _);
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private string Classify(VisionEngine engine, ulong swap, string model)
    {
        do
        {
            engine.Submit(_pixels, Width, Height, PixelFormat.Bgra8);
            Thread.Sleep(2);
            engine.TryPoll(_result);
            if (engine.GetSwapStage(swap) >= SwapStage.Failed)
                throw new InvalidOperationException(engine.GetSwap(swap).Error);
        }
        while (_result.Model != model);
        return _result[0].Label;
    }

    private static unsafe void Write(RentedFrame frame) => *(byte*)frame.Pixels = 1;

    private static void Refuses(VisionError error, string text, Action call)
    {
        try
        {
            call();
        }
        catch (VisionException e) when (e.Error == error && e.Message.IndexOf(text, StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return;
        }
        throw new InvalidOperationException("not refused with " + error + " and '" + text + "'");
    }

    private static void Require(bool isSo, string what)
    {
        if (!isSo)
            throw new InvalidOperationException(what);
    }

    private static byte[] DrawSeven()
    {
        var pixels = new byte[Width * Height * 4];
        for (int y = 60; y < 185; y++)
        {
            int left = y < 77 ? 110 : 192 - (y - 70) * 42 / 115, right = y < 77 ? 210 : left + 18;
            for (int i = (y * Width + left) * 4; i < (y * Width + right) * 4; i++)
                pixels[i] = 255;
        }
        return pixels;
    }
}
