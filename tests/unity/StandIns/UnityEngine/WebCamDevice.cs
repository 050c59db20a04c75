namespace UnityEngine
{
    /// <summary>ScriptReference/WebCamDevice.</summary>
    public struct WebCamDevice
    {
        /// <summary>ScriptReference/WebCamDevice-name.</summary>
        public string name { get; internal set; }
    }
}
