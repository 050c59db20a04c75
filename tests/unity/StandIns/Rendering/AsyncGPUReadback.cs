using System;
using Unity.Collections;
using Unity.Collections.LowLevel.Unsafe;

namespace UnityEngine.Rendering
{
    /// <summary>ScriptReference/Rendering.AsyncGPUReadback.</summary>
    public static class AsyncGPUReadback
    {
        /// <summary>ScriptReference/Rendering.AsyncGPUReadback.WaitAllRequests.</summary>
        public static void WaitAllRequests()
        {
            Simulated.Tell("waits for the GPU");
            Simulated.WriteReadbacks();
        }

        /// <summary>ScriptReference/Rendering.AsyncGPUReadback.Request.</summary>
        public static AsyncGPUReadbackRequest Request(
            Texture src, int mipIndex, TextureFormat dstFormat, Action<AsyncGPUReadbackRequest> callback = null) =>
            Simulated.Begin(src, default, callback);

        /// <summary>ScriptReference/Rendering.AsyncGPUReadback.RequestIntoNativeArray.</summary>
        public static AsyncGPUReadbackRequest RequestIntoNativeArray<T>(
            ref NativeArray<T> output, Texture src, int mipIndex, TextureFormat dstFormat, Action<AsyncGPUReadbackRequest> callback = null)
            where T : struct
        {
            AtomicSafetyHandle.CheckIsLive(NativeArrayUnsafeUtility.GetAtomicSafetyHandle(output));
            return Simulated.Begin(src, output.Address, callback, output.Length);
        }
    }
}
