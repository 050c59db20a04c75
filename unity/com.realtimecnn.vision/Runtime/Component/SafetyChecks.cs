using System;
using Unity.Collections;
using Unity.Collections.LowLevel.Unsafe;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// Memory of the library's as a native array. The editor wants a safety handle with it, which players do not know: hence the only
    /// conditional lines of the package.
    /// </summary>
    internal static unsafe class SafetyChecks
    {
        public static NativeArray<byte> Wrap(IntPtr pixels, int byteCount)
        {
            NativeArray<byte> array = NativeArrayUnsafeUtility.ConvertExistingDataToNativeArray<byte>(
                (void*)pixels, byteCount, Allocator.None);
#if ENABLE_UNITY_COLLECTIONS_CHECKS
            NativeArrayUnsafeUtility.SetAtomicSafetyHandle(ref array, AtomicSafetyHandle.Create());
#endif
            return array;
        }

        public static void Release(NativeArray<byte> array)
        {
#if ENABLE_UNITY_COLLECTIONS_CHECKS
            AtomicSafetyHandle.Release(NativeArrayUnsafeUtility.GetAtomicSafetyHandle(array));
#endif
        }
    }
}
