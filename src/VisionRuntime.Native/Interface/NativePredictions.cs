using System.Runtime.CompilerServices;

namespace RealtimeCnn.Native;

/// <summary>The array of an rcnn_result.</summary>
[InlineArray(FrameResult.MaxPredictions)]
internal struct NativePredictions
{
    private NativePrediction _first;
}
