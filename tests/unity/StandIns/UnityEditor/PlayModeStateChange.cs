namespace UnityEditor
{
    /// <summary>ScriptReference/PlayModeStateChange.</summary>
    public enum PlayModeStateChange
    {
        EnteredEditMode = 0,
        ExitingEditMode = 1,
        EnteredPlayMode = 2,
        ExitingPlayMode = 3,
    }
}
