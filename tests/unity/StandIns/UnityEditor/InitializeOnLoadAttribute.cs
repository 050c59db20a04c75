namespace UnityEditor
{
    /// <summary>ScriptReference/InitializeOnLoadAttribute.</summary>
    [System.AttributeUsage(System.AttributeTargets.Class)]
    public sealed class InitializeOnLoadAttribute : System.Attribute
    {
    }
}
