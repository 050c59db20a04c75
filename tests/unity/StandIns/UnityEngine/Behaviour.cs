namespace UnityEngine
{
    /// <summary>ScriptReference/Behaviour.</summary>
    public class Behaviour : Component
    {
        /// <summary>ScriptReference/Behaviour-enabled.</summary>
        public bool enabled { get; set; } = true;
    }
}
