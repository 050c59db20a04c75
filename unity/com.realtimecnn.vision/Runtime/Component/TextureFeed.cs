using UnityEngine;

namespace RealtimeCnn.Vision
{
    /// <summary>Brings a texture's pixels to an engine whenever it wants some. Main thread.</summary>
    internal sealed class TextureFeed
    {
        private const int MostUnderWay = 3; // the GPU is a few frames behind

        private readonly VisionEngine _engine;
        private readonly TextureReadback[] _readbacks = new TextureReadback[MostUnderWay];
        private Texture _unreadable;

        public TextureFeed(VisionEngine engine)
        {
            _engine = engine;
            for (int i = 0; i < _readbacks.Length; i++)
                _readbacks[i] = new TextureReadback();
        }

        /// <summary>Begins to read, if that is of use now.</summary>
        /// <param name="texture">What is read.</param>
        /// <param name="transform">How its rows become the upright picture.</param>
        /// <returns>Whether it is read.</returns>
        /// <exception cref="VisionException">The library refuses such a picture.</exception>
        public bool TryRead(Texture texture, in FrameTransform transform)
        {
            int free = FindFree();
            if (free < 0 || texture == _unreadable || !_engine.WantsFrame)
                return false;
            if (_readbacks[free].TryStart(_engine, texture, transform))
                return true;
            if (_readbacks[free].IsSpent)
                _unreadable = texture;
            return false;
        }

        /// <summary>Why a picture could not be read; null if all could. Each is told once.</summary>
        public string TakeError()
        {
            for (int i = 0; i < _readbacks.Length; i++)
            {
                string error = _readbacks[i].TakeError();
                if (_readbacks[i].IsSpent)
                    _readbacks[i] = new TextureReadback();
                if (error != null)
                    return error;
            }
            return null;
        }

        /// <summary>Lets the GPU finish, and hands nothing in.</summary>
        public void Abandon()
        {
            foreach (TextureReadback readback in _readbacks)
                readback.Abandon();
        }

        private int FindFree()
        {
            for (int i = 0; i < _readbacks.Length; i++)
            {
                if (!_readbacks[i].IsUnderWay)
                    return i;
            }
            return -1;
        }
    }
}
