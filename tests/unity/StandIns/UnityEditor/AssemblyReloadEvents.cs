namespace UnityEditor
{
    /// <summary>ScriptReference/AssemblyReloadEvents.</summary>
    public static class AssemblyReloadEvents
    {
        /// <summary>ScriptReference/AssemblyReloadEvents.AssemblyReloadCallback.</summary>
        public delegate void AssemblyReloadCallback();

        /// <summary>ScriptReference/AssemblyReloadEvents-beforeAssemblyReload.</summary>
        public static event AssemblyReloadCallback beforeAssemblyReload;

        internal static void Raise() => beforeAssemblyReload?.Invoke();
    }
}
