using System;
using Unity.Collections.LowLevel.Unsafe;

namespace Unity.Collections
{
    /// <summary>ScriptReference/Unity.Collections.NativeArray_1.</summary>
    public struct NativeArray<T>
        where T : struct
    {
        internal NativeArray(IntPtr address, int length)
        {
            Address = address;
            Length = length;
            Safety = default;
        }

        /// <summary>ScriptReference/Unity.Collections.NativeArray_1-Length.</summary>
        public int Length { get; }

        internal IntPtr Address { get; }

        internal AtomicSafetyHandle Safety { get; set; }
    }
}
