namespace UnityEngine
{
    /// <summary>ScriptReference/TextureFormat.</summary>
    public enum TextureFormat
    {
        RGBA32 = 4,
    }
}
