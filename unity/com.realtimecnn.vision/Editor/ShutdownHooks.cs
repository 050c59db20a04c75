using UnityEditor;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// Ends everything before scripts are loaded anew and when a game that was played in the editor ends, also engines that scripts made
    /// themselves and forgot: the library stays in the editor's process, and what runs in it would run on.
    /// </summary>
    [InitializeOnLoad]
    internal static class ShutdownHooks
    {
        static ShutdownHooks()
        {
            AssemblyReloadEvents.beforeAssemblyReload += VisionBehaviour.StopAll;
            EditorApplication.quitting += VisionBehaviour.StopAll;
            EditorApplication.playModeStateChanged += change =>
            {
                if (change == PlayModeStateChange.ExitingPlayMode)
                    VisionBehaviour.StopAll();
            };
        }
    }
}
