namespace UnityEngine
{
    /// <summary>ScriptReference/GUIUtility.</summary>
    public static class GUIUtility
    {
        /// <summary>ScriptReference/GUIUtility.RotateAroundPivot.</summary>
        public static void RotateAroundPivot(float angle, Vector2 pivotPoint)
        {
        }
    }
}
