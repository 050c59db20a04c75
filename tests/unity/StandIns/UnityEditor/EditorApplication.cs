using System;

namespace UnityEditor
{
    /// <summary>ScriptReference/EditorApplication.</summary>
    public static class EditorApplication
    {
        /// <summary>ScriptReference/EditorApplication-quitting.</summary>
        public static event Action quitting;

        /// <summary>ScriptReference/EditorApplication-playModeStateChanged.</summary>
        public static event Action<PlayModeStateChange> playModeStateChanged;

        internal static void Quit() => quitting?.Invoke();

        internal static void Raise(PlayModeStateChange change) => playModeStateChanged?.Invoke(change);
    }
}
