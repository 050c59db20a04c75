namespace UnityEngine
{
    /// <summary>ScriptReference/Event.</summary>
    public sealed class Event
    {
        /// <summary>ScriptReference/Event-current.</summary>
        public static Event current { get; } = new Event();

        /// <summary>ScriptReference/Event-type.</summary>
        public EventType type => EventType.Repaint;

        /// <summary>ScriptReference/Event-keyCode.</summary>
        public KeyCode keyCode => KeyCode.None;
    }
}
