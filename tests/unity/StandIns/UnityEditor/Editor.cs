namespace UnityEditor
{
    /// <summary>ScriptReference/Editor.</summary>
    public class Editor : UnityEngine.Object
    {
        /// <summary>ScriptReference/Editor-target.</summary>
        public UnityEngine.Object target { get; set; }

        /// <summary>ScriptReference/Editor.OnInspectorGUI.</summary>
        public virtual void OnInspectorGUI()
        {
        }

        /// <summary>ScriptReference/Editor.RequiresConstantRepaint.</summary>
        public virtual bool RequiresConstantRepaint() => false;

        /// <summary>ScriptReference/Editor.DrawDefaultInspector.</summary>
        public bool DrawDefaultInspector() => false;
    }
}
