namespace UnityEditor
{
    /// <summary>ScriptReference/MessageType.</summary>
    public enum MessageType
    {
        Error = 3,
    }
}
