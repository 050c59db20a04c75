using System;

namespace RealtimeCnn.Vision
{
    /// <summary>The library's functions as the package calls them, answered by <see cref="FakeLibrary"/>.</summary>
    internal static unsafe class NativeMethods
    {
        public static uint AbiVersion() => FakeLibrary.IsMissing ? throw new DllNotFoundException("realtime_cnn") : FakeLibrary.Abi;

        public static int Version(byte* text, int room) => FakeLibrary.Write("9.8.7", text, room);

        public static int LastError(byte* text, int room) => FakeLibrary.Write(FakeLibrary.LastError, text, room);

        public static long Clock() => FakeLibrary.Clock;

        public static int Shutdown(uint timeoutMs) => FakeLibrary.Shutdown(timeoutMs);

        public static int Create(NativeOptions* options, ulong* engine) => FakeLibrary.Create(*options, engine);

        public static int Destroy(ulong engine) => FakeLibrary.Destroy(engine);

        public static int Engines(ulong* engines, int room) => FakeLibrary.Engine == 0 ? 0 : 1;

        public static int GetStats(ulong engine, NativeStats* stats) => FakeLibrary.Check(engine);

        public static int Submit(ulong engine, NativeFrame* frame, long* sequence) => FakeFrames.Submit(engine, *frame, sequence);

        public static int WantsFrame(ulong engine) =>
            FakeLibrary.Check(engine) != 0 ? FakeLibrary.Check(engine) : FakeFrames.AreWanted ? Status.Ok : Status.Nothing;

        public static int Prepare(ulong engine, int width, int height, int format) => FakeLibrary.Check(engine);

        public static int Rent(ulong engine, NativeFrame* frame, ulong* buffer) => FakeFrames.Rent(engine, frame, buffer);

        public static int SubmitRented(ulong buffer, NativeFrame* frame, long* sequence) =>
            FakeFrames.SubmitRented(buffer, *frame, sequence);

        public static int Return(ulong buffer) => FakeFrames.Return(buffer);

        public static int Poll(ulong engine, NativeResult* result) => FakeLibrary.Poll(engine, result);

        public static int ModelAt(ulong engine, int index, NativeModelInfo* info) => FakeLibrary.ModelAt(engine, index, info);

        public static int Swap(ulong engine, byte* idOrPath, ulong* swap) => FakeLibrary.Swap(engine, Utf8.Decode(idOrPath, 1000), swap);

        public static int SwapModel(ulong engine, NativeModel* model, ulong* swap) => FakeLibrary.SwapModel(engine, model, swap);

        public static int SwapState(ulong engine, ulong swap, NativeSwapInfo* info) => FakeLibrary.SwapState(engine, info);

        public static int SwapCancel(ulong engine, ulong swap) => FakeLibrary.CancelSwap(engine);

        public static int NextEvent(ulong engine, NativeEvent* news) => FakeLibrary.NextEvent(engine, news);

        public static int NextLog(NativeLogLine* line) => FakeLibrary.NextLog(line);
    }
}
