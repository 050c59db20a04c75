namespace UnityEngine
{
    /// <summary>ScriptReference/Screen.</summary>
    public static class Screen
    {
        /// <summary>ScriptReference/Screen-width.</summary>
        public static int width => 0;

        /// <summary>ScriptReference/Screen-height.</summary>
        public static int height => 0;
    }
}
