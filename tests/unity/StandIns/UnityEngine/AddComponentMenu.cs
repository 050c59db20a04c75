namespace UnityEngine
{
    /// <summary>ScriptReference/AddComponentMenu.</summary>
    [System.AttributeUsage(System.AttributeTargets.Class)]
    public sealed class AddComponentMenu : System.Attribute
    {
        public AddComponentMenu(string menuName)
        {
        }
    }
}
