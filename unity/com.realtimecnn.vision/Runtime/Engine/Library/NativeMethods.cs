using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// The library's functions, as realtime_cnn.h documents them. Only numbers and pointers pass, and the library calls nobody: Mono and
    /// IL2CPP have nothing to convert and nothing to be called back with.
    /// </summary>
    internal static unsafe class NativeMethods
    {
        private const string Library = "realtime_cnn"; // librealtime_cnn.so, realtime_cnn.dll

        [DllImport(Library, EntryPoint = "rcnn_abi_version", CallingConvention = CallingConvention.Cdecl)]
        public static extern uint AbiVersion();

        [DllImport(Library, EntryPoint = "rcnn_version", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Version(byte* text, int room);

        [DllImport(Library, EntryPoint = "rcnn_last_error", CallingConvention = CallingConvention.Cdecl)]
        public static extern int LastError(byte* text, int room);

        [DllImport(Library, EntryPoint = "rcnn_clock", CallingConvention = CallingConvention.Cdecl)]
        public static extern long Clock();

        [DllImport(Library, EntryPoint = "rcnn_shutdown", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Shutdown(uint timeoutMs);

        [DllImport(Library, EntryPoint = "rcnn_create", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Create(NativeOptions* options, ulong* engine);

        [DllImport(Library, EntryPoint = "rcnn_destroy", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Destroy(ulong engine);

        [DllImport(Library, EntryPoint = "rcnn_engines", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Engines(ulong* engines, int room);

        [DllImport(Library, EntryPoint = "rcnn_get_stats", CallingConvention = CallingConvention.Cdecl)]
        public static extern int GetStats(ulong engine, NativeStats* stats);

        [DllImport(Library, EntryPoint = "rcnn_submit", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Submit(ulong engine, NativeFrame* frame, long* sequence);

        [DllImport(Library, EntryPoint = "rcnn_wants_frame", CallingConvention = CallingConvention.Cdecl)]
        public static extern int WantsFrame(ulong engine);

        [DllImport(Library, EntryPoint = "rcnn_prepare", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Prepare(ulong engine, int width, int height, int format);

        [DllImport(Library, EntryPoint = "rcnn_rent", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Rent(ulong engine, NativeFrame* frame, ulong* buffer);

        [DllImport(Library, EntryPoint = "rcnn_submit_rented", CallingConvention = CallingConvention.Cdecl)]
        public static extern int SubmitRented(ulong buffer, NativeFrame* frame, long* sequence);

        [DllImport(Library, EntryPoint = "rcnn_return", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Return(ulong buffer);

        [DllImport(Library, EntryPoint = "rcnn_poll", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Poll(ulong engine, NativeResult* result);

        [DllImport(Library, EntryPoint = "rcnn_model_at", CallingConvention = CallingConvention.Cdecl)]
        public static extern int ModelAt(ulong engine, int index, NativeModelInfo* info);

        [DllImport(Library, EntryPoint = "rcnn_swap", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Swap(ulong engine, byte* idOrPath, ulong* swap);

        [DllImport(Library, EntryPoint = "rcnn_swap_model", CallingConvention = CallingConvention.Cdecl)]
        public static extern int SwapModel(ulong engine, NativeModel* model, ulong* swap);

        [DllImport(Library, EntryPoint = "rcnn_swap_state", CallingConvention = CallingConvention.Cdecl)]
        public static extern int SwapState(ulong engine, ulong swap, NativeSwapInfo* info);

        [DllImport(Library, EntryPoint = "rcnn_swap_cancel", CallingConvention = CallingConvention.Cdecl)]
        public static extern int SwapCancel(ulong engine, ulong swap);

        [DllImport(Library, EntryPoint = "rcnn_next_event", CallingConvention = CallingConvention.Cdecl)]
        public static extern int NextEvent(ulong engine, NativeEvent* news);

        [DllImport(Library, EntryPoint = "rcnn_next_log", CallingConvention = CallingConvention.Cdecl)]
        public static extern int NextLog(NativeLogLine* line);
    }
}
