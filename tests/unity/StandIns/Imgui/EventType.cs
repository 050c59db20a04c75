namespace UnityEngine
{
    /// <summary>ScriptReference/EventType.</summary>
    public enum EventType
    {
        KeyDown = 4,
        Repaint = 7,
    }
}
