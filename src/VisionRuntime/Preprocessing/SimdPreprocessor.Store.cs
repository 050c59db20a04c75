using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

// From eight interleaved pixels to eight values in each of three planes.
internal sealed unsafe partial class SimdPreprocessor
{
    // Where one row of the picture goes, by colour; of frames that store red first, blue and red have changed their names.
    private readonly struct PlaneRows(float* blue, float* green, float* red)
    {
        public readonly float* Blue = blue;
        public readonly float* Green = green;
        public readonly float* Red = red;

        public PlaneRows At(int x) => new(Blue + x, Green + x, Red + x);

        public void CopyTo(PlaneRows target, int count)
        {
            for (int i = 0; i < count; i++)
                (target.Blue[i], target.Green[i], target.Red[i]) = (Blue[i], Green[i], Red[i]);
        }
    }

    // Vector v holds pixel v in its lower half and pixel v + 4 in its upper half, so that in-lane shuffles alone bring the planes in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBlock(
        Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, float* blue, float* green, float* red)
    {
        Vector256<double> low01 = Lanes.UnpackLow(v0, v1).AsDouble(), low23 = Lanes.UnpackLow(v2, v3).AsDouble();
        Vector256<double> high01 = Lanes.UnpackHigh(v0, v1).AsDouble(), high23 = Lanes.UnpackHigh(v2, v3).AsDouble();
        Lanes.UnpackLow(low01, low23).AsSingle().Store(blue);
        Lanes.UnpackHigh(low01, low23).AsSingle().Store(green);
        Lanes.UnpackLow(high01, high23).AsSingle().Store(red);
    }
}
