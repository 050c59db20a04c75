using System.Threading.Tasks;
using RealtimeCnn.Vision;
using UnityEngine;

/// <summary>
/// Put this on an empty object and press Play: the camera's picture, what is seen in it, and how long that takes. Keys 1 to 0 swap to the
/// catalogue's first ten models while frames flow. It draws with OnGUI, so keys need Active Input Handling "Input Manager" or "Both".
/// </summary>
[RequireComponent(typeof(VisionBehaviour))]
public sealed class CameraClassifier : MonoBehaviour
{
    private const int Rows = 5;
    private const float RowHeight = 24f, Width = 420f, Margin = 12f;

    private VisionBehaviour _vision;
    private string _status = "";

    private void Awake() => _vision = GetComponent<VisionBehaviour>();

    private void OnGUI()
    {
        if (Event.current.type == EventType.KeyDown)
            SwapByKey(Event.current.keyCode);
        if (Event.current.type == EventType.Repaint && _vision.CameraTexture != null)
            DrawCamera(_vision.CameraTexture, _vision.CameraTransform);
        DrawResult(_vision.Result);
    }

    private static void DrawCamera(Texture texture, FrameTransform transform)
    {
        var screen = new Rect(0, 0, Screen.width, Screen.height);
        bool isOnItsSide = transform.QuarterTurns % 2 != 0;
        Rect area = isOnItsSide
            ? new Rect((screen.width - screen.height) / 2, (screen.height - screen.width) / 2, screen.height, screen.width)
            : screen;
        Matrix4x4 before = GUI.matrix;
        GUIUtility.RotateAroundPivot(transform.QuarterTurns * 90f, screen.center);
        // Rows from the bottom up are what Unity draws upright.
        GUI.DrawTextureWithTexCoords(area, texture, transform.IsBottomUp ? new Rect(0, 0, 1, 1) : new Rect(0, 1, 1, -1));
        GUI.matrix = before;
    }

    private void DrawResult(VisionResult result)
    {
        float y = Margin;
        if (_vision.Error.Length > 0)
            DrawLine(ref y, _vision.Error);
        if (_status.Length > 0)
            DrawLine(ref y, _status);
        if (result.Count == 0)
        {
            DrawLine(ref y, "No result yet");
            return;
        }
        DrawLine(ref y, $"{result.Model}, {result.TotalMs:0.0} ms{(result.IsTrained ? "" : ", untrained: noise")}");
        for (int i = 0; i < result.Count && i < Rows; i++)
            DrawLine(ref y, $"{result[i].Score,5:P0}  {result[i].Label}");
    }

    private static void DrawLine(ref float y, string text)
    {
        GUI.Box(new Rect(Margin, y, Width, RowHeight), text);
        y += RowHeight;
    }

    private void SwapByKey(KeyCode key)
    {
        if (key < KeyCode.Alpha0 || key > KeyCode.Alpha9 || _vision.Engine == null)
            return;
        int index = key == KeyCode.Alpha0 ? 9 : key - KeyCode.Alpha1;
        if (index < _vision.Engine.Models.Count)
            _ = SwapAsync(_vision.Engine.Models[index]);
    }

    private async Task SwapAsync(ModelInfo model)
    {
        _status = $"{model.Name} loads; the one before goes on";
        SwapState state = await _vision.SwapAsync(model.Id);
        _status = state.IsDone ? $"{state.Model} was ready after {state.LoadMs:0} ms" : $"{model.Name}: {state.Error}";
    }
}
