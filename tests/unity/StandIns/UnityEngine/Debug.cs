namespace UnityEngine
{
    /// <summary>ScriptReference/Debug.</summary>
    public static class Debug
    {
        /// <summary>ScriptReference/Debug.Log.</summary>
        public static void Log(object message, Object context) => Simulated.Log.Add("log: " + message);

        /// <summary>ScriptReference/Debug.LogWarning.</summary>
        public static void LogWarning(object message, Object context) => Simulated.Log.Add("warning: " + message);

        /// <summary>ScriptReference/Debug.LogError.</summary>
        public static void LogError(object message, Object context) => Simulated.Log.Add("error: " + message);
    }
}
