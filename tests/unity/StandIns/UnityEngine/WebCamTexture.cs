namespace UnityEngine
{
    /// <summary>ScriptReference/WebCamTexture.</summary>
    public sealed class WebCamTexture : Texture
    {
        /// <summary>ScriptReference/WebCamTexture-ctor: 16 pixels a side until the camera has a picture.</summary>
        public WebCamTexture(string deviceName, int requestedWidth, int requestedHeight, int requestedFPS)
        {
            this.deviceName = deviceName;
            (this.requestedWidth, this.requestedHeight, this.requestedFPS) = (requestedWidth, requestedHeight, requestedFPS);
            (width, height) = (16, 16);
            Simulated.Camera = this;
        }

        /// <summary>ScriptReference/WebCamTexture-devices.</summary>
        public static WebCamDevice[] devices => Simulated.Cameras;

        /// <summary>ScriptReference/WebCamTexture-deviceName.</summary>
        public string deviceName { get; }

        /// <summary>ScriptReference/WebCamTexture-requestedWidth.</summary>
        public int requestedWidth { get; }

        /// <summary>ScriptReference/WebCamTexture-requestedHeight.</summary>
        public int requestedHeight { get; }

        /// <summary>ScriptReference/WebCamTexture-requestedFPS.</summary>
        public float requestedFPS { get; }

        /// <summary>ScriptReference/WebCamTexture-isPlaying.</summary>
        public bool isPlaying { get; private set; }

        /// <summary>ScriptReference/WebCamTexture-didUpdateThisFrame.</summary>
        public bool didUpdateThisFrame { get; internal set; }

        /// <summary>ScriptReference/WebCamTexture-videoRotationAngle.</summary>
        public int videoRotationAngle { get; internal set; }

        /// <summary>ScriptReference/WebCamTexture-videoVerticallyMirrored.</summary>
        public bool videoVerticallyMirrored { get; internal set; }

        /// <summary>ScriptReference/WebCamTexture.Play.</summary>
        public void Play() => isPlaying = true;

        /// <summary>ScriptReference/WebCamTexture.Stop.</summary>
        public void Stop()
        {
            isPlaying = false;
            Simulated.Tell("camera stops");
        }
    }
}
