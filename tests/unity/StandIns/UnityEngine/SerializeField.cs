namespace UnityEngine
{
    /// <summary>ScriptReference/SerializeField.</summary>
    [System.AttributeUsage(System.AttributeTargets.Field)]
    public sealed class SerializeField : System.Attribute
    {
    }
}
