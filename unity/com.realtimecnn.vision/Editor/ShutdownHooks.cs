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
        private const int MostMs = 2000; // memory is given back in far less; a load that does not listen is left behind

        static ShutdownHooks()
        {
            AssemblyReloadEvents.beforeAssemblyReload += StopAll;
            EditorApplication.quitting += StopAll;
            EditorApplication.playModeStateChanged += change =>
            {
                if (change == PlayModeStateChange.ExitingPlayMode)
                    StopAll();
            };
        }

        private static void StopAll() => VisionBehaviour.StopAll(MostMs);
    }
}
