namespace UnityEngine
{
    /// <summary>ScriptReference/Application.</summary>
    public static class Application
    {
        /// <summary>ScriptReference/Application-isPlaying.</summary>
        public static bool isPlaying => true;
    }
}
