namespace UnityEngine
{
    /// <summary>ScriptReference/Texture.</summary>
    public class Texture : Object
    {
        /// <summary>ScriptReference/Texture-width.</summary>
        public virtual int width { get; set; }

        /// <summary>ScriptReference/Texture-height.</summary>
        public virtual int height { get; set; }
    }
}
