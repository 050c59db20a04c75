// Calls what docs/embedding.md shows beside its first program, which tests/outsider/run.sh puts into the folder pages.
using Microsoft.Extensions.Logging;
using RealtimeCnn;
using RealtimeCnn.ModelZoo;

Notices.PassTo(new Lines());
await using var engine = ModelsOfYourOwn.WithACatalogue(new MemoryStream("""{ "models": [] }"""u8.ToArray()), ".");
Console.WriteLine((await ModelsOfYourOwn.FromAnAsset(engine, new MemoryStream([1, 2, 3]), CancellationToken.None)).Error);
Console.WriteLine((await engine.SwapAsync(ModelCatalogue.Embedded.Get("lenet5"))).Error ?? "lenet5 is here");
Console.WriteLine($"a tensor of its own: {TensorsOfYourOwn.Best(ModelCatalogue.Embedded.Get("lenet5"), new float[32 * 32]).Label}");
Task running = engine.RunAsync();

var result = new FrameResult();
byte[] pixels = new byte[720 * 6000];
int next = 0;
while (!running.IsCompleted && next < 2)
{
    bool handedIn = next == 0 ? FromMemory() : FramesOfYourOwn.InPlace(engine, (_, row) => row.Fill(40));
    Thread.Sleep(5);
    if (engine.TryTakeResult(result))
        next++;
}
Console.WriteLine(next == 2 ? "both frames were classified" : "the engine's thread ended");
await engine.DisposeAsync();
await running;

unsafe bool FromMemory()
{
    fixed (byte* first = pixels)
        return FramesOfYourOwn.FromGpu(engine, (nint)first, 6000);
}

sealed class Lines : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel level) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? e, Func<TState, Exception?, string> text) =>
        Console.WriteLine($"{level}: {text(state, e)}");
}
