using System;
using UnityEngine;

namespace Unity.Collections.LowLevel.Unsafe
{
    /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.AtomicSafetyHandle.</summary>
    public struct AtomicSafetyHandle
    {
        private static int s_last;

        private int _number;

        /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.AtomicSafetyHandle.Create.</summary>
        public static AtomicSafetyHandle Create()
        {
            Simulated.LiveSafetyHandles++;
            return new AtomicSafetyHandle { _number = ++s_last };
        }

        /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.AtomicSafetyHandle.Release.</summary>
        public static void Release(AtomicSafetyHandle handle)
        {
            CheckIsLive(handle);
            Simulated.LiveSafetyHandles--;
        }

        internal static void CheckIsLive(AtomicSafetyHandle handle)
        {
            if (handle._number == 0 || Simulated.LiveSafetyHandles == 0)
                throw new InvalidOperationException("The native array has no safety handle, or one that was released.");
        }
    }
}
