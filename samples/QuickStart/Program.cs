using RealtimeCnn;
using RealtimeCnn.CameraCapture;
using RealtimeCnn.ModelZoo;

using var source = CaptureSource.Open(args is [var name, ..] ? name : "camera:0"); // or a file, a URL, "sample"
using var engine = new VisionEngine(source);
if (await engine.SwapAsync("lenet5") is { Error: { } why })                        // or "my-classifier.onnx"
    throw new VisionException(why);

while (engine.IsAlive)                                                             // or: await engine.RunAsync(cancellation)
    if (engine.Tick())
        Console.WriteLine($"{engine.Result.Top[0].Label}  {engine.Result.Timings.TotalMs:0.0} ms");
    else
        engine.WaitForWork();
Console.WriteLine($"{source.Name}: {source.Error ?? "ended"}");
