// A game's loop at 60 frames per second with frames of its own: it hands each one to the engine, takes whatever result there is, swaps
// models in mid-run, and tells at the end what that cost its own thread. It ends with 1 if a swap did not come about.
using System.Diagnostics;
using GameLoop;
using RealtimeCnn;

const int Width = 1280, Height = 720, FramesPerSecond = 60;
if (Options.Parse(args) is not { } options)
{
    Console.WriteLine(Options.Usage);
    return args is ["--help" or "-h"] ? 0 : 2;
}

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

Task<SwapReport>? there = null, back = null;
(string Model, string Label) last = ("", "");
int results = 0, frames = (int)(options.Seconds * FramesPerSecond), frame = 0;
long start = Stopwatch.GetTimestamp();
for (; frame < frames || (options.Swaps && back is not { IsCompleted: true }); frame++) // both loads are seen to their end
{
    Pace.Until(start + frame * Stopwatch.Frequency / FramesPerSecond);
    double began = HostClock.ThreadMilliseconds;
    scene.Draw(frame);
    double drawn = HostClock.ThreadMilliseconds;

    engine.Submit(scene.Pixels, Width, Height, PixelFormat.Rgba8);
    if (engine.TryTakeResult(result))
        results++;
    if (options.Swaps && frame == frames / 4)
        there = engine.SwapAsync(options.Model);
    if (back is null && frame >= frames * 3 / 4 && there is { IsCompleted: true }) // sooner, it would end the other's load
        back = engine.SwapAsync("lenet5");

    double done = HostClock.ThreadMilliseconds;
    (string, string) now = (result.Model, (back ?? there) is { IsCompleted: false } ? $"{engine.Loading?.Id} loads" : "");
    times.Add(now == ("", "") ? "starts" : $"{now.Item1} runs{(now.Item2.Length > 0 ? ", " : "")}{now.Item2}", done - began, done - drawn);
    if (result.Model.Length > 0 && (result.Model, result.Top[0].Label) != last)
    {
        last = (result.Model, result.Top[0].Label);
        Console.WriteLine($"{frame,5}  {result.Model}: {last.Label}, {result.Top[0].Score:P0}{(result.IsTrained ? "" : " (untrained)")}");
    }
}
double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
Console.WriteLine($"{frame} frames in {wall:0.0} s, {results} results, {scene.Name}; CPU time of the loop's own thread:\n");
times.Write(Console.Out);
bool failed = false;
foreach (Task<SwapReport>? swap in new[] { there, back })
    if (swap is not null && (await swap).Error is { } error)
    {
        Console.WriteLine($"No swap to '{swap.Result.To}': {error}");
        failed = true;
    }
await engine.DisposeAsync();
await running;
return results > 0 && !failed ? 0 : 1;
