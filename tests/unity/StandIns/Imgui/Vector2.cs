namespace UnityEngine
{
    /// <summary>ScriptReference/Vector2.</summary>
    public struct Vector2
    {
    }
}
