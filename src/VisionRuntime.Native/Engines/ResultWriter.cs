namespace RealtimeCnn.Native;

/// <summary>Takes an engine's results and writes them for C. Allocates nothing. One thread at a time.</summary>
/// <param name="engine">Its engine.</param>
internal sealed unsafe class ResultWriter(VisionEngine engine)
{
    private readonly FrameResult _taken = new();
    private readonly LabelCache _labels = new();
    private readonly CachedText _model = new(TextLimits.NameBytes);
    private readonly CachedText _backend = new(TextLimits.KindBytes);
    private readonly CachedText _preprocessor = new(TextLimits.KindBytes);

    /// <summary>Writes the newest result that was not taken before, if there is one.</summary>
    public bool TryWrite(NativeResult* to)
    {
        if (!engine.TryTakeResult(_taken))
            return false;
        StageTimings timings = _taken.Timings;
        to->Count = _taken.TopCount;
        (to->Sequence, to->CapturedNs) = (_taken.Sequence, Clock.ToNanoseconds(timings.CapturedAt));
        (to->WaitedMs, to->PreprocessMs) = ((float)timings.CaptureMs, (float)timings.PreprocessMs);
        (to->InferMs, to->TotalMs) = ((float)timings.InferMs, (float)timings.TotalMs);
        (to->IsTrained, to->IsMultiLabel) = (_taken.IsTrained ? 1 : 0, _taken.IsMultiLabel ? 1 : 0);
        _model.Write(_taken.Model, to->Model);
        _backend.Write(_taken.Backend, to->Backend);
        _preprocessor.Write(_taken.Preprocess, to->Preprocessor);
        ReadOnlySpan<Prediction> top = _taken.Top;
        for (int i = 0; i < top.Length; i++)
        {
            ref NativePrediction one = ref to->Top[i];
            (one.ClassId, one.Score) = (top[i].ClassId, top[i].Score);
            fixed (byte* label = one.Label)
                _labels.Write(top[i], label);
        }
        return true;
    }
}
