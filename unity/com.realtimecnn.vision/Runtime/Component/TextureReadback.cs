using System;
using System.Collections.Generic;
using Unity.Collections;
using Unity.Collections.LowLevel.Unsafe;
using UnityEngine;
using UnityEngine.Rendering;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// Reads a texture back from the GPU, straight into memory that the library lends, and hands it in when it is there, some frames later.
    /// Where the library's rows are longer than a texture's, whose width is no multiple of 16 then, Unity reads into memory of its own and
    /// the library copies. One at a time per object; used again and again, it allocates nothing. Main thread.
    /// </summary>
    internal sealed unsafe class TextureReadback
    {
        private const int BytesPerPixel = 4;

        // The GPU writes into their memory: it has to come back whatever becomes of the component, or of the scripts' domain.
        private static readonly List<TextureReadback> Writing = new List<TextureReadback>();

        private readonly Action<AsyncGPUReadbackRequest> _finished;
        private VisionEngine _engine;
        private RentedFrame _frame;
        private NativeArray<byte> _memory;
        private FrameTransform _transform;
        private long _capturedNs;
        private bool _holdsMemory;
        private string _error;

        public TextureReadback()
        {
            _finished = Finished;
        }

        /// <summary>Whether it reads. Until then it cannot be started again.</summary>
        public bool IsUnderWay { get; private set; }

        /// <summary>Unity refused the texture at once: the object cannot be used again, as it may still be called back.</summary>
        public bool IsSpent { get; private set; }

        /// <summary>Waits for the GPU to have written what it was asked for, and gives the library its memory back.</summary>
        public static void EndAll()
        {
            if (Writing.Count == 0)
                return;
            AsyncGPUReadback.WaitAllRequests();
            for (int i = Writing.Count - 1; i >= 0; i--)
                Writing[i].GiveBack();
        }

        /// <summary>Begins to read.</summary>
        /// <param name="engine">Where the picture goes.</param>
        /// <param name="texture">What is read.</param>
        /// <param name="transform">How its rows become the upright picture.</param>
        /// <returns>False: the library has no memory to lend now, or Unity refused the texture (<see cref="IsSpent"/>).</returns>
        /// <exception cref="VisionException">The library refuses such a picture.</exception>
        public bool TryStart(VisionEngine engine, Texture texture, in FrameTransform transform)
        {
            if (!engine.TryRent(texture.width, texture.height, PixelFormat.Rgba8, out _frame))
                return false;
            _engine = engine;
            _transform = transform;
            _capturedNs = VisionLibrary.Clock;
            IsUnderWay = true;
            Hold();
            string reason = "";
            try
            {
                IsSpent = Request(texture).hasError && IsUnderWay;
            }
            catch (Exception e) // of Unity's: what it says of a texture that it cannot read depends on its version
            {
                IsSpent = true;
                reason = " " + e.Message;
            }
            if (!IsSpent)
                return true;
            GiveBack();
            _error = Describe() + reason;
            return false;
        }

        /// <summary>Why the last picture came to nothing; null if it did not. Told once.</summary>
        public string TakeError()
        {
            string error = _error;
            _error = null;
            return error;
        }

        /// <summary>Lets the GPU finish, and hands nothing in.</summary>
        public void Abandon() => _engine = null;

        private AsyncGPUReadbackRequest Request(Texture texture)
        {
            if (_frame.Stride == _frame.Width * BytesPerPixel)
                return AsyncGPUReadback.RequestIntoNativeArray(ref _memory, texture, 0, TextureFormat.RGBA32, _finished);
            GiveBack();
            return AsyncGPUReadback.Request(texture, 0, TextureFormat.RGBA32, _finished);
        }

        private void Finished(AsyncGPUReadbackRequest request)
        {
            IsUnderWay = false;
            try
            {
                if (_engine == null)
                    return;
                if (request.hasError)
                    _error = Describe();
                else
                    HandIn(request);
            }
            catch (VisionException e)
            {
                _error = e.Message;
            }
            finally
            {
                GiveBack();
            }
        }

        private void HandIn(AsyncGPUReadbackRequest request)
        {
            if (_holdsMemory)
            {
                _frame.Submit(_transform, _capturedNs);
                Release();
                return;
            }
            NativeArray<byte> pixels = request.GetData<byte>();
            _engine.Submit(
                (IntPtr)NativeArrayUnsafeUtility.GetUnsafeReadOnlyPtr(pixels), pixels.Length, _frame.Width, _frame.Height,
                PixelFormat.Rgba8, 0, _transform, _capturedNs);
        }

        private void Hold()
        {
            _memory = SafetyChecks.Wrap(_frame.Pixels, _frame.ByteCount);
            _holdsMemory = true;
            Writing.Add(this);
        }

        private void Release()
        {
            SafetyChecks.Release(_memory);
            _holdsMemory = false;
            Writing.Remove(this);
        }

        private void GiveBack()
        {
            if (!_holdsMemory)
                return;
            Release();
            _frame.Return();
        }

        private string Describe() => $"The GPU could not read a texture of {_frame.Width}x{_frame.Height} back.";
    }
}
