namespace UnityEngine
{
    /// <summary>ScriptReference/RequireComponent.</summary>
    [System.AttributeUsage(System.AttributeTargets.Class)]
    public sealed class RequireComponent : System.Attribute
    {
        public RequireComponent(System.Type requiredComponent)
        {
        }
    }
}
