using RealtimeCnn.Vision;
using UnityEngine;

[RequireComponent(typeof(VisionBehaviour))]
public sealed class Sees : MonoBehaviour
{
    private VisionBehaviour _vision;

    private void Awake()
    {
        _vision = GetComponent<VisionBehaviour>();
        _vision.Classified += result => Debug.Log($"{result[0].Label}, {result[0].Score:P0}, {result.TotalMs:0.0} ms", this);
    }

    public async void UseAlexNet()
    {
        SwapState state = await _vision.SwapAsync("alexnet");
        Debug.Log(state.IsDone ? $"AlexNet runs after {state.LoadMs:0} ms" : state.Error, this);
    }
}
