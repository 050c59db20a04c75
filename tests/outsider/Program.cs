// README's sample on a source that every machine has; ends after a few predictions.
using RealtimeCnn;
using RealtimeCnn.CameraCapture;

using var source = CaptureSource.Open("synthetic:gradient");
using var engine = new VisionEngine(source);
if (!await engine.SwapAsync("lenet5"))
{
    Console.Error.WriteLine(engine.SwapError);
    return 1;
}

int seen = 0;
while (engine.IsAlive && seen < 5)
{
    if (engine.Tick())
    {
        Console.WriteLine($"{engine.Result.Top[0].Label}  {engine.Result.Timings.TotalMs:0.0} ms");
        seen++;
    }
    else
        engine.WaitForWork();
}
return seen == 5 ? 0 : 1;
