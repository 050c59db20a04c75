namespace UnityEngine
{
    /// <summary>ScriptReference/GUILayoutOption.</summary>
    public sealed class GUILayoutOption
    {
    }
}
