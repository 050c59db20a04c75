namespace UnityEngine
{
    /// <summary>ScriptReference/Matrix4x4.</summary>
    public struct Matrix4x4
    {
    }
}
