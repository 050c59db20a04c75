using System;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// What was found in one frame, and how long it took. Made once and filled by <see cref="VisionEngine.TryPoll"/> again and again: copy
    /// what you want to keep. One thread at a time.
    /// </summary>
    public sealed unsafe class VisionResult
    {
        /// <summary>The most predictions of a frame.</summary>
        public const int MaxCount = 10;

        private readonly Prediction[] _top = new Prediction[MaxCount];
        private readonly LabelTable _labels = new LabelTable();
        private readonly CachedText _model = new CachedText();
        private readonly CachedText _backend = new CachedText();
        private readonly CachedText _preprocessor = new CachedText();
        private NativeResult _native;

        /// <summary>Predictions; 0 before the first result.</summary>
        public int Count { get; private set; }

        /// <summary>The frame's number, as <see cref="VisionEngine.Submit(IntPtr, int, int, int, PixelFormat, int, FrameTransform, long)"/>
        /// returned it.</summary>
        public long Sequence { get; private set; }

        /// <summary>When the frame was taken, by <see cref="VisionLibrary.Clock"/>.</summary>
        public long CapturedNs { get; private set; }

        /// <summary>Milliseconds from the frame's capture until it was looked at.</summary>
        public float WaitedMs { get; private set; }

        /// <summary>Milliseconds to make the network's input of it.</summary>
        public float PreprocessMs { get; private set; }

        /// <summary>Milliseconds of the network.</summary>
        public float InferMs { get; private set; }

        /// <summary>Milliseconds from the frame's capture to the scores.</summary>
        public float TotalMs { get; private set; }

        /// <summary>False: stand-in weights. The time is real, the predictions are noise.</summary>
        public bool IsTrained { get; private set; }

        /// <summary>Each score is its class's own; they do not add up to 1.</summary>
        public bool IsMultiLabel { get; private set; }

        /// <summary>The model's id; empty before the first result.</summary>
        public string Model { get; private set; } = "";

        /// <summary>What ran the network, such as "cpu".</summary>
        public string Backend { get; private set; } = "";

        /// <summary>What made its input, such as "cpu".</summary>
        public string Preprocessor { get; private set; } = "";

        /// <summary>Predictions, the best first.</summary>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        /// <exception cref="IndexOutOfRangeException">There is none of that index.</exception>
        public Prediction this[int index]
        {
            get
            {
                if ((uint)index >= (uint)Count)
                    throw new IndexOutOfRangeException($"There are {Count} predictions; number {index} is none of them.");
                return _top[index];
            }
        }

        internal bool TryFill(ulong engine)
        {
            fixed (NativeResult* from = &_native)
            {
                from->Size = (uint)sizeof(NativeResult);
                if (Status.Check(NativeMethods.Poll(engine, from)) == Status.Nothing)
                    return false;
                Read(from);
                return true;
            }
        }

        private void Read(NativeResult* from)
        {
            Count = Math.Min(from->Count, MaxCount);
            Sequence = from->Sequence;
            CapturedNs = from->CapturedNs;
            WaitedMs = from->WaitedMs;
            PreprocessMs = from->PreprocessMs;
            InferMs = from->InferMs;
            TotalMs = from->TotalMs;
            IsTrained = from->IsTrained != 0;
            IsMultiLabel = from->IsMultiLabel != 0;
            Model = _model.Read(from->Model, TextLimits.NameBytes);
            Backend = _backend.Read(from->Backend, TextLimits.KindBytes);
            Preprocessor = _preprocessor.Read(from->Preprocessor, TextLimits.KindBytes);
            NativePrediction* top = &from->Top0;
            for (int i = 0; i < Count; i++)
                _top[i] = new Prediction(top[i].ClassId, top[i].Score, _labels.Read(top[i].ClassId, top[i].Label));
        }
    }
}
