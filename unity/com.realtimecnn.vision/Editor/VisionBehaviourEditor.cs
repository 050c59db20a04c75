using UnityEditor;
using UnityEngine;

namespace RealtimeCnn.Vision
{
    /// <summary>The component's inspector: its fields, and while it plays what it sees, how long that takes, and other models.</summary>
    [CustomEditor(typeof(VisionBehaviour))]
    internal sealed class VisionBehaviourEditor : Editor
    {
        private const int MostShown = 3;

        private int _chosen;

        public override bool RequiresConstantRepaint() => Application.isPlaying;

        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            var vision = (VisionBehaviour)target;
            if (vision.Error.Length > 0)
                EditorGUILayout.HelpBox(vision.Error, MessageType.Error);
            if (vision.Engine == null)
                return;
            EditorGUILayout.Space();
            ShowResult(vision.Result);
            ShowModels(vision);
        }

        private static void ShowResult(VisionResult result)
        {
            if (result.Count == 0)
            {
                EditorGUILayout.LabelField("No result yet");
                return;
            }
            string noise = result.IsTrained ? "" : ", untrained: the time is real, the predictions are noise";
            EditorGUILayout.LabelField($"{result.Model} on {result.Backend}, {result.TotalMs:0.0} ms{noise}");
            for (int i = 0; i < result.Count && i < MostShown; i++)
                EditorGUILayout.LabelField(result[i].Label, $"{result[i].Score:P0}");
        }

        private void ShowModels(VisionBehaviour vision)
        {
            var names = new string[vision.Engine.Models.Count];
            for (int i = 0; i < names.Length; i++)
                names[i] = vision.Engine.Models[i].Name;
            _chosen = EditorGUILayout.Popup("Another model", _chosen, names);
            if (_chosen < names.Length && GUILayout.Button("Swap"))
                vision.SwapAsync(vision.Engine.Models[_chosen].Id);
        }
    }
}
