namespace UnityEngine
{
    /// <summary>ScriptReference/TextAsset.</summary>
    public class TextAsset : Object
    {
        /// <summary>ScriptReference/TextAsset-text.</summary>
        public string text => System.Text.Encoding.UTF8.GetString(bytes);

        /// <summary>ScriptReference/TextAsset-bytes.</summary>
        public byte[] bytes { get; internal set; } = new byte[0];
    }
}
