namespace UnityEditor
{
    /// <summary>ScriptReference/CustomEditor.</summary>
    [System.AttributeUsage(System.AttributeTargets.Class)]
    public sealed class CustomEditor : System.Attribute
    {
        public CustomEditor(System.Type inspectedType)
        {
        }
    }
}
