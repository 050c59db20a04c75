namespace UnityEngine
{
    /// <summary>ScriptReference/GUI.</summary>
    public static class GUI
    {
        /// <summary>ScriptReference/GUI-matrix.</summary>
        public static Matrix4x4 matrix { get; set; }

        /// <summary>ScriptReference/GUI.Box.</summary>
        public static void Box(Rect position, string text)
        {
        }

        /// <summary>ScriptReference/GUI.DrawTextureWithTexCoords.</summary>
        public static void DrawTextureWithTexCoords(Rect position, Texture image, Rect texCoords)
        {
        }
    }
}
