namespace UnityEngine
{
    /// <summary>ScriptReference/Component.</summary>
    public class Component : Object
    {
        /// <summary>ScriptReference/Component.GetComponent.</summary>
        public T GetComponent<T>() => throw new System.NotSupportedException("Only what compiles against it is of interest here.");
    }
}
