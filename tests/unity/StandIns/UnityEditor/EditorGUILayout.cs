using UnityEngine;

namespace UnityEditor
{
    /// <summary>ScriptReference/EditorGUILayout.</summary>
    public static class EditorGUILayout
    {
        /// <summary>ScriptReference/EditorGUILayout.HelpBox.</summary>
        public static void HelpBox(string message, MessageType type) => Simulated.Tell("box: " + message);

        /// <summary>ScriptReference/EditorGUILayout.Space.</summary>
        public static void Space()
        {
        }

        /// <summary>ScriptReference/EditorGUILayout.LabelField.</summary>
        public static void LabelField(string label, params GUILayoutOption[] options) => Simulated.Tell("label: " + label);

        /// <summary>ScriptReference/EditorGUILayout.LabelField.</summary>
        public static void LabelField(string label, string label2, params GUILayoutOption[] options) =>
            Simulated.Tell("label: " + label + ": " + label2);

        /// <summary>ScriptReference/EditorGUILayout.Popup.</summary>
        public static int Popup(string label, int selectedIndex, string[] displayedOptions, params GUILayoutOption[] options) =>
            selectedIndex;
    }
}
