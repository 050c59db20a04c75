namespace UnityEngine
{
    /// <summary>ScriptReference/GUILayout.</summary>
    public static class GUILayout
    {
        /// <summary>ScriptReference/GUILayout.Button.</summary>
        public static bool Button(string text, params GUILayoutOption[] options) => false;
    }
}
