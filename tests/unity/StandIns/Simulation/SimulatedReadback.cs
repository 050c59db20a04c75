using System;
using System.Runtime.InteropServices;
using Unity.Collections;
using UnityEngine.Rendering;

namespace UnityEngine
{
    /// <summary>A GPU that copies a texture: the number of each row, over all bytes of it.</summary>
    public sealed unsafe class SimulatedReadback
    {
        private const int BytesPerPixel = 4;

        private IntPtr _own;
        private IntPtr _memory;
        private int _width, _height;
        private Action<AsyncGPUReadbackRequest> _callback;

        internal bool HasError { get; private set; }

        internal void Begin(Texture texture, IntPtr memory, int byteCount, Action<AsyncGPUReadbackRequest> callback, bool isRefused)
        {
            (_width, _height, _callback, HasError) = (texture.width, texture.height, callback, isRefused);
            int needed = _width * _height * BytesPerPixel;
            if (memory == IntPtr.Zero)
                memory = _own = _own == IntPtr.Zero ? Marshal.AllocHGlobal(needed) : Marshal.ReAllocHGlobal(_own, (IntPtr)needed);
            else if (byteCount != needed)
                throw new ArgumentException($"A texture of {needed} bytes does not fit {byteCount}.");
            _memory = memory;
        }

        internal void Write()
        {
            for (int y = 0; y < _height; y++)
                new Span<byte>((byte*)_memory + y * _width * BytesPerPixel, _width * BytesPerPixel).Fill((byte)y);
        }

        internal void Finish(bool hasError)
        {
            HasError = hasError;
            _callback?.Invoke(new AsyncGPUReadbackRequest(this));
        }

        internal NativeArray<T> GetData<T>()
            where T : struct => new NativeArray<T>(_memory, _width * _height * BytesPerPixel);
    }
}
