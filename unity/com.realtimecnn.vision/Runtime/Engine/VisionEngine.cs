using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// Runs networks on frames, on a thread of its own: the newest frame in, the newest result out, another model while frames flow.
    /// Nothing here waits for a model, a load or a frame, and nothing calls back. Members are for any thread; those that say "one at a
    /// time" refuse a second thread (<see cref="VisionError.Busy"/>). An engine that nobody disposes runs on until
    /// <see cref="VisionLibrary.Shutdown"/> or the end of the process. Nothing is allocated per frame.
    /// </summary>
    public sealed unsafe class VisionEngine : IDisposable
    {
        private readonly ulong _handle;
        private volatile bool _isDisposed;

        /// <summary>Makes an engine and starts its thread; the first one of a process takes up to 0.1 s.</summary>
        /// <param name="options">Null for the usual ones.</param>
        /// <exception cref="VisionException">The library is missing, the options are wrong, or there are too many engines.</exception>
        public VisionEngine(VisionOptions options = null)
        {
            VisionLibrary.Require();
            ulong handle;
            options = options ?? new VisionOptions();
            fixed (byte* name = Utf8.Encode(options.Name))
            fixed (byte* catalogue = Utf8.Encode(options.CatalogueFolder))
            fixed (byte* store = Utf8.Encode(options.StoreFolder))
            {
                var native = new NativeOptions
                {
                    Size = (uint)sizeof(NativeOptions),
                    Threads = options.Threads,
                    TimeLimitMs = options.TimeLimitMs,
                    KeepWarmBytes = (ulong)Math.Max(0, options.KeepWarmBytes),
                    Name = name,
                    CatalogueFolder = catalogue,
                    StoreFolder = store,
                };
                Status.Check(NativeMethods.Create(&native, &handle));
            }
            _handle = handle;
            Models = ReadModels();
        }

        /// <summary>The catalogue's models.</summary>
        public IReadOnlyList<ModelInfo> Models { get; }

        /// <summary>Whether <see cref="Dispose"/> was called.</summary>
        public bool IsDisposed => _isDisposed;

        /// <summary>
        /// Whether a frame submitted now would be looked at soon: a model runs, and it has taken the one before. Saves reading back.
        /// </summary>
        /// <exception cref="VisionException">The engine is gone.</exception>
        public bool WantsFrame => Status.Check(NativeMethods.WantsFrame(_handle)) == Status.Ok;

        /// <summary>
        /// Makes room for three frames of a size, so that the first ones cost no more than later ones. Takes as long as the system takes to
        /// give the memory: milliseconds, of the largest frames seconds.
        /// </summary>
        /// <param name="width">1 to 16384.</param>
        /// <param name="height">1 to 16384.</param>
        /// <param name="format">Layout of a pixel.</param>
        /// <exception cref="VisionException">The size or format cannot be, or there is no memory.</exception>
        public void Prepare(int width, int height, PixelFormat format) =>
            Status.Check(NativeMethods.Prepare(_handle, width, height, (int)format));

        /// <summary>Copies a picture and hands it in; the newest wins. One at a time.</summary>
        /// <param name="pixels">First byte in memory.</param>
        /// <param name="byteCount">Of that memory, checked against the rest.</param>
        /// <param name="width">In memory, before any turn; 1 to 16384.</param>
        /// <param name="height">In memory, before any turn; 1 to 16384.</param>
        /// <param name="format">Layout of a pixel.</param>
        /// <param name="stride">Bytes from one row to the next; 0: rows without padding.</param>
        /// <param name="transform">How the rows become the upright picture.</param>
        /// <param name="capturedNs">When it was taken, by <see cref="VisionLibrary.Clock"/>; 0: now.</param>
        /// <returns>The frame's number, which comes back with its result.</returns>
        /// <exception cref="VisionException">Something cannot be; the message says what.</exception>
        public long Submit(
            IntPtr pixels, int byteCount, int width, int height, PixelFormat format, int stride = 0, FrameTransform transform = default,
            long capturedNs = 0)
        {
            if (byteCount <= 0)
                throw new VisionException(VisionError.Argument, $"A picture has bytes; {byteCount} is no count of them.");
            NativeFrame frame = NativeFrame.Of(pixels, byteCount, width, height, format, stride, transform, capturedNs);
            long sequence;
            Status.Check(NativeMethods.Submit(_handle, &frame, &sequence));
            return sequence;
        }

        /// <summary>The same from managed memory or a native array's span.</summary>
        /// <inheritdoc cref="Submit(IntPtr, int, int, int, PixelFormat, int, FrameTransform, long)"/>
        public long Submit(
            ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int stride = 0, FrameTransform transform = default,
            long capturedNs = 0)
        {
            fixed (byte* first = &MemoryMarshal.GetReference(pixels))
                return Submit((IntPtr)first, pixels.Length, width, height, format, stride, transform, capturedNs);
        }

        /// <summary>Lends memory for a frame, to be written in place: saves the copy. Four may be out. One at a time.</summary>
        /// <param name="width">1 to 16384.</param>
        /// <param name="height">1 to 16384.</param>
        /// <param name="format">Layout of a pixel.</param>
        /// <param name="frame">The memory.</param>
        /// <returns>False: four are out.</returns>
        /// <exception cref="VisionException">The size or format cannot be, or there is no memory.</exception>
        public bool TryRent(int width, int height, PixelFormat format, out RentedFrame frame)
        {
            var native = new NativeFrame { Size = (uint)sizeof(NativeFrame), Format = (int)format, Width = width, Height = height };
            ulong buffer;
            if (Status.Check(NativeMethods.Rent(_handle, &native, &buffer)) == Status.Nothing)
            {
                frame = default;
                return false;
            }
            frame = new RentedFrame(buffer, (IntPtr)native.Pixels, (int)native.ByteCount, width, height, native.Stride, format);
            return true;
        }

        /// <summary>Takes the newest result that was not taken before. One at a time, beside frames in.</summary>
        /// <param name="result">Where it goes; untouched where there is none.</param>
        /// <returns>False: there is none.</returns>
        /// <exception cref="VisionException">The engine is gone.</exception>
        public bool TryPoll(VisionResult result) => result.TryFill(_handle);

        /// <summary>Asks for another model; what runs goes on until then. A later request supersedes one that still loads.</summary>
        /// <param name="idOrPath">An id of the catalogue, in any case, or the path of an .onnx file.</param>
        /// <returns>The request.</returns>
        /// <exception cref="VisionException">There is no such model or file.</exception>
        public ulong Swap(string idOrPath)
        {
            ulong swap;
            fixed (byte* text = Utf8.Encode(idOrPath))
                Status.Check(NativeMethods.Swap(_handle, text, &swap));
            return swap;
        }

        /// <summary>The same for a model of your own. Costs the copy of its bytes.</summary>
        /// <param name="model">The model.</param>
        /// <returns>The request.</returns>
        /// <exception cref="VisionException">A file is missing, labels cannot be read, or a value cannot be.</exception>
        public ulong Swap(VisionModel model)
        {
            ulong swap;
            NativePreprocess preprocess = model.Preprocess == null ? default : model.Preprocess.ToNative();
            fixed (byte* id = Utf8.Encode(model.Id), path = Utf8.Encode(model.Path), bytes = model.Bytes)
            fixed (byte* labelsPath = Utf8.Encode(model.LabelsPath), labels = Utf8.Encode(model.Labels))
            fixed (byte* output = Utf8.Encode(model.Output), scores = Utf8.Encode(model.Scores))
            {
                var native = new NativeModel
                {
                    Size = (uint)sizeof(NativeModel),
                    Id = id,
                    Path = path,
                    Bytes = bytes,
                    ByteCount = (ulong)(model.Bytes == null ? 0 : model.Bytes.LongLength),
                    LabelsPath = labelsPath,
                    Labels = labels,
                    Preprocess = model.Preprocess == null ? null : &preprocess,
                    Output = output,
                    Scores = scores,
                };
                Status.Check(NativeMethods.SwapModel(_handle, &native, &swap));
            }
            return swap;
        }

        /// <summary>How far a request is. Allocates nothing.</summary>
        /// <param name="swap">One of the last 32.</param>
        /// <exception cref="VisionException">It is not known.</exception>
        public SwapStage GetSwapStage(ulong swap)
        {
            NativeSwapInfo info = ReadSwap(swap);
            return (SwapStage)info.Stage;
        }

        /// <summary>The same with times, and with the reason if it came to nothing.</summary>
        /// <param name="swap">One of the last 32.</param>
        /// <exception cref="VisionException">It is not known.</exception>
        public SwapState GetSwap(ulong swap)
        {
            NativeSwapInfo info = ReadSwap(swap);
            return new SwapState(
                Utf8.Decode(info.Model, TextLimits.NameBytes), (SwapStage)info.Stage, Utf8.Decode(info.Error, TextLimits.TextBytes))
            {
                Seconds = info.Seconds,
                LoadMs = info.LoadMs,
                GapMs = info.GapMs,
                AtFrame = info.AtFrame,
            };
        }

        /// <summary>Ends a request whose model is not ready yet; what runs goes on.</summary>
        /// <param name="swap">The request.</param>
        /// <returns>False: it was over already.</returns>
        /// <exception cref="VisionException">It is not known.</exception>
        public bool Cancel(ulong swap) => Status.Check(NativeMethods.SwapCancel(_handle, swap)) == Status.Ok;

        /// <summary>Takes the engine's next event. Allocates only where there is one.</summary>
        /// <param name="news">The event.</param>
        /// <returns>False: there is none.</returns>
        /// <exception cref="VisionException">The engine is gone.</exception>
        public bool TryNextEvent(out VisionEvent news)
        {
            var next = new NativeEvent { Size = (uint)sizeof(NativeEvent) };
            if (Status.Check(NativeMethods.NextEvent(_handle, &next)) == Status.Nothing)
            {
                news = default;
                return false;
            }
            news = new VisionEvent(
                (VisionEventKind)next.Kind, next.Missed, next.Swap, next.AtFrame, Utf8.Decode(next.Model, TextLimits.NameBytes),
                Utf8.Decode(next.Text, TextLimits.TextBytes));
            return true;
        }

        /// <summary>How the engine is doing.</summary>
        /// <exception cref="VisionException">The engine is gone.</exception>
        public EngineStats GetStats()
        {
            var stats = new NativeStats { Size = (uint)sizeof(NativeStats) };
            Status.Check(NativeMethods.GetStats(_handle, &stats));
            return new EngineStats
            {
                IsRunning = stats.IsRunning != 0,
                Submitted = stats.Submitted,
                Replaced = stats.Replaced,
                Classified = stats.Classified,
                Model = Utf8.Decode(stats.Model, TextLimits.NameBytes),
                Loading = Utf8.Decode(stats.Loading, TextLimits.NameBytes),
                FrameError = Utf8.Decode(stats.FrameError, TextLimits.TextBytes),
            };
        }

        /// <summary>
        /// Ends the engine, at once: loads and the network's run are told to stop, memory goes in the background. Frames that are out stay
        /// yours until <see cref="RentedFrame.Return"/>. A second time it does nothing, nor after <see cref="VisionLibrary.Shutdown"/>.
        /// </summary>
        public void Dispose()
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            int status = NativeMethods.Destroy(_handle);
            if (status != Status.NoHandle)
                Status.Check(status);
        }

        private NativeSwapInfo ReadSwap(ulong swap)
        {
            var info = new NativeSwapInfo { Size = (uint)sizeof(NativeSwapInfo) };
            Status.Check(NativeMethods.SwapState(_handle, swap, &info));
            return info;
        }

        private ModelInfo[] ReadModels()
        {
            var models = new List<ModelInfo>();
            var info = new NativeModelInfo { Size = (uint)sizeof(NativeModelInfo) };
            while (Status.Check(NativeMethods.ModelAt(_handle, models.Count, &info)) == Status.Ok)
            {
                models.Add(new ModelInfo(
                    Utf8.Decode(info.Id, TextLimits.NameBytes), Utf8.Decode(info.Name, TextLimits.NameBytes), info.Year, info.WeightBytes,
                    info.IsTrained != 0));
            }
            return models.ToArray();
        }
    }
}
