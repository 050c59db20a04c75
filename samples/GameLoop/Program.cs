// A game's loop at 60 frames per second with frames of its own: it hands each one to the engine, takes whatever result there is, swaps
// models in mid-run, and tells at the end what that cost its own thread.
// GameLoop [--seconds 12] [--model vgg16] [--swap | --no-swap]
using System.Diagnostics;
using GameLoop;
using RealtimeCnn;

const int Width = 1280, Height = 720, FramesPerSecond = 60;
double seconds = Number("--seconds", 12);
string big = Text("--model", "vgg16"); // without its weights it runs untrained: the same work, and no sense
bool swaps = !args.Contains("--no-swap");

var scene = new Scene(Width, Height);
var times = new FrameTimes();
var result = new FrameResult();
await using var engine = new VisionEngine();
VisionLog.Listener = (level, name, message) => Console.WriteLine($"[{level}] {name}: {message}");

// While a game shows its loading screen: room for frames, and the first model.
scene.Draw(0);
engine.Prepare(Width, Height, PixelFormat.Rgba8);
SwapReport first = await engine.SwapAsync("lenet5");
if (first.Error is { } why)
{
    Console.WriteLine(why);
    return 1;
}
Task running = engine.RunAsync();

Task<SwapReport>? swap = null;
(string Model, string Label) last = ("", "");
int results = 0, frames = (int)(seconds * FramesPerSecond);
long start = Stopwatch.GetTimestamp();
for (int frame = 0; frame < frames; frame++)
{
    Pace.Until(start + frame * Stopwatch.Frequency / FramesPerSecond);
    double began = HostClock.ThreadMilliseconds;
    scene.Draw(frame);
    double drawn = HostClock.ThreadMilliseconds;

    engine.Submit(scene.Pixels, Width, Height, PixelFormat.Rgba8);
    if (engine.TryTakeResult(result))
        results++;
    if (swaps && (frame == frames / 4 || frame == frames * 3 / 4))
        swap = engine.SwapAsync(frame < frames / 2 ? big : "lenet5");

    double done = HostClock.ThreadMilliseconds;
    (string, string) now = (result.Model, swap is { IsCompleted: false } ? $"{engine.Loading?.Id} loads" : "");
    times.Add(now == ("", "") ? "starts" : $"{now.Item1} runs{(now.Item2.Length > 0 ? ", " : "")}{now.Item2}", done - began, done - drawn);
    if (result.Model.Length > 0 && (result.Model, result.Top[0].Label) != last)
    {
        last = (result.Model, result.Top[0].Label);
        Console.WriteLine($"{frame,5}  {result.Model}: {last.Label}, {result.Top[0].Score:P0}{(result.IsTrained ? "" : " (untrained)")}");
    }
}
double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
SwapReport? failed = swap is null ? null : (await swap).Ok ? null : await swap;

Console.WriteLine($"{frames} frames in {wall:0.0} s, {results} results, {scene.Name}; milliseconds of the host's thread (CPU time):");
times.Write(Console.Out);
await engine.DisposeAsync();
await running;
if (failed is not null)
    Console.WriteLine(failed.Error);
return results > 0 && failed is null ? 0 : 1;

string Text(string option, string otherwise) => args.SkipWhile(arg => arg != option).Skip(1).FirstOrDefault(otherwise);
double Number(string option, double otherwise) => double.TryParse(Text(option, ""), out double value) && value > 0 ? value : otherwise;
