using System.Linq;
using UnityEngine;

namespace RealtimeCnn.Vision
{
    /// <summary>A camera's texture, and what has to be known of it before its pixels mean something. Main thread.</summary>
    internal sealed class CameraInput
    {
        private const int NothingYet = 16; // pixels a side, until the first picture is there
        private const int FullTurn = 360;
        private const int QuarterTurn = 90;

        private bool _hasNewPicture;

        private CameraInput(WebCamTexture texture)
        {
            Texture = texture;
        }

        /// <summary>The picture.</summary>
        public WebCamTexture Texture { get; }

        /// <summary>Whether there is a picture that <see cref="Taken"/> was not called for. Asked for once a frame.</summary>
        public bool HasNewPicture
        {
            get
            {
                _hasNewPicture |= Texture.didUpdateThisFrame;
                return _hasNewPicture && (Texture.width > NothingYet || Texture.height > NothingYet);
            }
        }

        /// <summary>How its rows become the upright picture; a phone that is turned changes it.</summary>
        public FrameTransform Transform => Orientation(Texture.videoRotationAngle, Texture.videoVerticallyMirrored);

        /// <summary>Opens a camera.</summary>
        /// <param name="name">Empty for the first one.</param>
        /// <param name="width">Pixels; the camera takes what is closest.</param>
        /// <param name="height">Pixels.</param>
        /// <param name="framesPerSecond">Frames per second.</param>
        /// <param name="problem">Why there is none; null otherwise.</param>
        /// <returns>Null if there is none.</returns>
        public static CameraInput Open(string name, int width, int height, int framesPerSecond, out string problem)
        {
            WebCamDevice[] devices = WebCamTexture.devices;
            problem = null;
            if (devices.Length == 0)
                problem = "There is no camera.";
            else if (!string.IsNullOrEmpty(name) && !devices.Any(device => device.name == name))
                problem = $"There is no camera '{name}'; there are: {string.Join(", ", devices.Select(device => device.name))}.";
            if (problem != null)
                return null;
            var texture = new WebCamTexture(string.IsNullOrEmpty(name) ? devices[0].name : name, width, height, framesPerSecond);
            texture.Play();
            return new CameraInput(texture);
        }

        /// <summary>What a camera says of its texture, as the library takes it. Rows lie from the bottom up, unless flipped.</summary>
        /// <param name="clockwiseDegrees">The turn that makes the picture upright.</param>
        /// <param name="isVerticallyMirrored">Whether the texture is flipped upside down.</param>
        public static FrameTransform Orientation(int clockwiseDegrees, bool isVerticallyMirrored)
        {
            int degrees = ((clockwiseDegrees % FullTurn) + FullTurn) % FullTurn;
            return new FrameTransform
            {
                IsBottomUp = !isVerticallyMirrored,
                QuarterTurns = (degrees + QuarterTurn / 2) / QuarterTurn % 4,
            };
        }

        /// <summary>The picture is being read.</summary>
        public void Taken() => _hasNewPicture = false;

        /// <summary>Lets go of the camera.</summary>
        public void Close()
        {
            Texture.Stop();
            Object.Destroy(Texture);
        }
    }
}
