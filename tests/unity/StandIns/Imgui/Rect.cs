namespace UnityEngine
{
    /// <summary>ScriptReference/Rect.</summary>
    public struct Rect
    {
        public Rect(float x, float y, float width, float height)
        {
            (this.x, this.y, this.width, this.height) = (x, y, width, height);
        }

        /// <summary>ScriptReference/Rect-x.</summary>
        public float x { get; set; }

        /// <summary>ScriptReference/Rect-y.</summary>
        public float y { get; set; }

        /// <summary>ScriptReference/Rect-width.</summary>
        public float width { get; set; }

        /// <summary>ScriptReference/Rect-height.</summary>
        public float height { get; set; }

        /// <summary>ScriptReference/Rect-center.</summary>
        public Vector2 center => default;
    }
}
