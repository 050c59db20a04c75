using System;
using System.Collections.Generic;
using UnityEngine.Rendering;

namespace UnityEngine
{
    /// <summary>What a test says of the machine that a game runs on, and sees of what happens there. Nothing of it is Unity's.</summary>
    public static class Simulated
    {
        private static readonly List<SimulatedReadback> UnderWay = new List<SimulatedReadback>();
        private static readonly Stack<SimulatedReadback> Free = new Stack<SimulatedReadback>();

        /// <summary>What was done, in its order.</summary>
        public static List<string> Story { get; } = new List<string>();

        public static List<string> Log { get; } = new List<string>();

        public static WebCamDevice[] Cameras { get; private set; } = new WebCamDevice[0];

        /// <summary>The last one that was opened.</summary>
        public static WebCamTexture Camera { get; internal set; }

        public static bool CanReadBack { get; set; }

        /// <summary>Requests are refused at once.</summary>
        public static bool RefusesReadbacks { get; set; }

        public static int LiveSafetyHandles { get; internal set; }

        public static int ReadbacksUnderWay => UnderWay.Count;

        public static int ReadbacksAskedFor { get; private set; }

        public static void Reset()
        {
            Story.Clear();
            Log.Clear();
            UnderWay.Clear();
            Cameras = new WebCamDevice[0];
            Camera = null;
            CanReadBack = true;
            RefusesReadbacks = false;
            LiveSafetyHandles = 0;
            ReadbacksAskedFor = 0;
        }

        public static void AddCamera(string name)
        {
            WebCamDevice[] cameras = Cameras;
            Array.Resize(ref cameras, cameras.Length + 1);
            cameras[cameras.Length - 1] = new WebCamDevice { name = name };
            Cameras = cameras;
        }

        /// <summary>The camera has another picture, in this frame.</summary>
        public static void TakePicture(int width, int height, int rotation = 0, bool isVerticallyMirrored = false)
        {
            (Camera.width, Camera.height, Camera.didUpdateThisFrame) = (width, height, true);
            (Camera.videoRotationAngle, Camera.videoVerticallyMirrored) = (rotation, isVerticallyMirrored);
        }

        public static void TakeNoPicture() => Camera.didUpdateThisFrame = false;

        public static TextAsset MakeAsset(string name, byte[] bytes) => new TextAsset { name = name, bytes = bytes };

        public static void ReloadScripts() => UnityEditor.AssemblyReloadEvents.Raise();

        public static void QuitEditor() => UnityEditor.EditorApplication.Quit();

        public static void ChangePlayMode(UnityEditor.PlayModeStateChange change) => UnityEditor.EditorApplication.Raise(change);

        /// <summary>The GPU is done with all that it was asked for, and Unity says so.</summary>
        public static void FinishReadbacks(bool hasError = false)
        {
            if (!hasError)
                WriteReadbacks();
            while (UnderWay.Count > 0)
            {
                SimulatedReadback first = UnderWay[0];
                UnderWay.RemoveAt(0);
                first.Finish(hasError);
                Free.Push(first);
            }
        }

        public static void Tell(string what) => Story.Add(what);

        internal static void WriteReadbacks()
        {
            foreach (SimulatedReadback one in UnderWay)
                one.Write();
        }

        internal static AsyncGPUReadbackRequest Begin(
            Texture texture, IntPtr memory, Action<AsyncGPUReadbackRequest> callback, int byteCount = 0)
        {
            ReadbacksAskedFor++;
            SimulatedReadback readback = Free.Count > 0 ? Free.Pop() : new SimulatedReadback();
            readback.Begin(texture, memory, byteCount, callback, RefusesReadbacks);
            if (!RefusesReadbacks)
                UnderWay.Add(readback);
            return new AsyncGPUReadbackRequest(readback);
        }
    }
}
