namespace Unity.Collections
{
    /// <summary>ScriptReference/Unity.Collections.Allocator.</summary>
    public enum Allocator
    {
        None = 1,
    }
}
