namespace UnityEngine
{
    /// <summary>ScriptReference/SystemInfo.</summary>
    public static class SystemInfo
    {
        /// <summary>ScriptReference/SystemInfo-supportsAsyncGPUReadback.</summary>
        public static bool supportsAsyncGPUReadback => Simulated.CanReadBack;
    }
}
