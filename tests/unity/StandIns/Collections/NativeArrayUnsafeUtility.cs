using System;

namespace Unity.Collections.LowLevel.Unsafe
{
    /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.NativeArrayUnsafeUtility.</summary>
    public static unsafe class NativeArrayUnsafeUtility
    {
        /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.NativeArrayUnsafeUtility.ConvertExistingDataToNativeArray.</summary>
        public static NativeArray<T> ConvertExistingDataToNativeArray<T>(void* dataPointer, int length, Allocator allocator)
            where T : struct => new NativeArray<T>((IntPtr)dataPointer, length);

        /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.NativeArrayUnsafeUtility.GetUnsafeReadOnlyPtr.</summary>
        public static void* GetUnsafeReadOnlyPtr<T>(this NativeArray<T> nativeArray)
            where T : struct => (void*)nativeArray.Address;

        /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.NativeArrayUnsafeUtility.GetAtomicSafetyHandle.</summary>
        public static AtomicSafetyHandle GetAtomicSafetyHandle<T>(NativeArray<T> array)
            where T : struct => array.Safety;

        /// <summary>ScriptReference/Unity.Collections.LowLevel.Unsafe.NativeArrayUnsafeUtility.SetAtomicSafetyHandle.</summary>
        public static void SetAtomicSafetyHandle<T>(ref NativeArray<T> array, AtomicSafetyHandle safety)
            where T : struct => array.Safety = safety;
    }
}
