namespace UnityEngine
{
    /// <summary>ScriptReference/KeyCode.</summary>
    public enum KeyCode
    {
        None = 0,
        Alpha0 = 48,
        Alpha1 = 49,
        Alpha9 = 57,
    }
}
