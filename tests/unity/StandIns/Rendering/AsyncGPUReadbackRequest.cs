using Unity.Collections;

namespace UnityEngine.Rendering
{
    /// <summary>ScriptReference/Rendering.AsyncGPUReadbackRequest.</summary>
    public struct AsyncGPUReadbackRequest
    {
        internal AsyncGPUReadbackRequest(SimulatedReadback readback)
        {
            Readback = readback;
        }

        /// <summary>ScriptReference/Rendering.AsyncGPUReadbackRequest-hasError.</summary>
        public bool hasError => Readback.HasError;

        internal SimulatedReadback Readback { get; }

        /// <summary>ScriptReference/Rendering.AsyncGPUReadbackRequest.GetData.</summary>
        public NativeArray<T> GetData<T>(int layer = 0)
            where T : struct => Readback.GetData<T>();
    }
}
