namespace UnityEngine
{
    /// <summary>ScriptReference/TooltipAttribute.</summary>
    [System.AttributeUsage(System.AttributeTargets.Field)]
    public sealed class TooltipAttribute : System.Attribute
    {
        public TooltipAttribute(string tooltip)
        {
        }
    }
}
