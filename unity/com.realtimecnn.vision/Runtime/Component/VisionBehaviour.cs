using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// Classifies what a camera or a texture shows. Enabled, it has an engine, reads frames back without waiting for the GPU, and tells
    /// results on the main thread; disabled, all that has ended. Members are for the main thread. Nothing is allocated per frame.
    /// </summary>
    [AddComponentMenu("RealtimeCnn/Vision")]
    public sealed class VisionBehaviour : MonoBehaviour
    {
        private static readonly List<VisionBehaviour> Running = new List<VisionBehaviour>();

        private readonly VisionResult _result = new VisionResult();
        private readonly List<PendingSwap> _swaps = new List<PendingSwap>();

        [SerializeField, Tooltip("What runs first: an id of the catalogue, or the path of an .onnx file.")]
        private string _model = "lenet5";

        [SerializeField, Tooltip("A network of your own instead: an .onnx file whose name was given the ending .bytes.")]
        private TextAsset _modelFile;

        [SerializeField, Tooltip("Its class names, one per line.")]
        private TextAsset _modelLabels;

        [SerializeField, Tooltip("Cores of one inference; 0: all but one, which is the game's.")]
        private int _threads;

        [SerializeField, Tooltip("Frames come from a camera.")]
        private bool _usesCamera = true;

        [SerializeField, Tooltip("Empty: the first one.")]
        private string _cameraName = "";

        [SerializeField, Tooltip("Pixels and frames per second; the camera takes what is closest.")]
        private int _cameraWidth = 1280, _cameraHeight = 720, _cameraFramesPerSecond = 30;

        [SerializeField, Tooltip("Where frames come from without a camera.")]
        private Texture _texture;

        [SerializeField, Tooltip("The texture's first row is the highest, as of a captured screen; Unity's own lie the other way.")]
        private bool _isTextureTopDown;

        private VisionEngine _engine;
        private CameraInput _camera;
        private TextureFeed _feed;

        /// <summary>A frame was classified. The result is filled anew for the next one: copy what you want to keep.</summary>
        public event Action<VisionResult> Classified;

        /// <summary>Another model runs, could not be loaded, was taken back; or the engine stopped.</summary>
        public event Action<VisionEvent> Happened;

        /// <summary>The newest result; <see cref="VisionResult.Count"/> is 0 before the first.</summary>
        public VisionResult Result => _result;

        /// <summary>The engine, for what this component does not do; null while disabled, or if it could not be made.</summary>
        public VisionEngine Engine => _engine;

        /// <summary>The camera's texture, to show; null without a camera.</summary>
        public WebCamTexture CameraTexture => _camera?.Texture;

        /// <summary>How the camera's rows become the upright picture; the default without a camera.</summary>
        public FrameTransform CameraTransform => _camera == null ? default : _camera.Transform;

        /// <summary>What does not work, in a sentence; empty if all does.</summary>
        public string Error { get; private set; } = "";

        /// <summary>Where frames come from without a camera. Setting it ends the use of a camera.</summary>
        public Texture Texture
        {
            get => _texture;
            set
            {
                _texture = value;
                _usesCamera = false;
                CloseCamera();
            }
        }

        /// <summary>The texture's first row is the highest. Unity's own are the other way.</summary>
        public bool IsTextureTopDown
        {
            get => _isTextureTopDown;
            set => _isTextureTopDown = value;
        }

        /// <summary>
        /// Stops all components, waits for the GPU to have written what it was asked for, and ends all engines, those of scripts' own
        /// included: before scripts are loaded anew. Memory is given back in the background.
        /// </summary>
        public static void StopAll()
        {
            for (int i = Running.Count - 1; i >= 0; i--)
                Running[i].Stop();
            TextureReadback.EndAll();
            if (VisionLibrary.IsFound)
                VisionLibrary.Shutdown(0);
        }

        /// <summary>Asks for another model and waits, asynchronously, until it runs. Looks once a frame. Does not throw.</summary>
        /// <param name="idOrPath">An id of the catalogue, or the path of an .onnx file.</param>
        /// <param name="cancellation">Ends a load.</param>
        /// <returns>How it went.</returns>
        public Task<SwapState> SwapAsync(string idOrPath, CancellationToken cancellation = default)
        {
            try
            {
                return WaitFor(RequireEngine().Swap(idOrPath), cancellation);
            }
            catch (VisionException e)
            {
                return Task.FromResult(new SwapState(idOrPath, SwapStage.Failed, e.Message));
            }
        }

        /// <inheritdoc cref="SwapAsync(string, CancellationToken)"/>
        /// <param name="model">A network of your own.</param>
        /// <param name="cancellation">Ends a load.</param>
        public Task<SwapState> SwapAsync(VisionModel model, CancellationToken cancellation = default)
        {
            try
            {
                return WaitFor(RequireEngine().Swap(model), cancellation);
            }
            catch (VisionException e)
            {
                return Task.FromResult(new SwapState(model.Id, SwapStage.Failed, e.Message));
            }
        }

        private void OnEnable()
        {
            Error = "";
            try
            {
                _engine = new VisionEngine(new VisionOptions { Name = name, Threads = _threads });
                Running.Add(this);
                if (SystemInfo.supportsAsyncGPUReadback)
                    _feed = new TextureFeed(_engine);
                else
                    Report("This graphics API cannot read textures back asynchronously: hand frames in through Engine.Submit.");
                if (_usesCamera && _feed != null)
                    OpenCamera();
                AskForFirstModel();
            }
            catch (VisionException e)
            {
                Report(e.Message);
            }
        }

        private void OnDisable() => Stop();

        private void Update()
        {
            if (_engine == null)
                return;
            try
            {
                HandIn();
                EndSwaps();
                TellLog();
                TellEvents();
                TellResult();
            }
            catch (VisionException e)
            {
                Report(e.Message);
                if (e.Error == VisionError.Handle)
                    Stop();
            }
        }

        private void AskForFirstModel()
        {
            if (_modelFile == null)
            {
                _engine.Swap(_model);
                return;
            }
            _engine.Swap(new VisionModel
            {
                Id = _modelFile.name,
                Bytes = _modelFile.bytes,
                Labels = _modelLabels == null ? null : _modelLabels.text,
            });
        }

        private void HandIn()
        {
            if (_feed == null)
                return;
            if (_camera == null && _texture != null)
                _feed.TryRead(_texture, new FrameTransform { IsBottomUp = !_isTextureTopDown });
            else if (_camera != null && _camera.HasNewPicture && _feed.TryRead(_camera.Texture, _camera.Transform))
                _camera.Taken();
            string error = _feed.TakeError();
            if (error != null)
                Report(error);
        }

        private void EndSwaps()
        {
            for (int i = _swaps.Count - 1; i >= 0; i--)
            {
                if (_swaps[i].TryEnd())
                    _swaps.RemoveAt(i);
            }
        }

        private void TellLog()
        {
            while (VisionLibrary.TryNextLog(out VisionLogLine line))
            {
                string text = $"{line.Engine}: {line.Text}";
                if (line.Level == VisionLogLevel.Error)
                    Debug.LogError(text, this);
                else if (line.Level == VisionLogLevel.Warning)
                    Debug.LogWarning(text, this);
                else
                    Debug.Log(text, this);
            }
        }

        // A listener may disable the component.
        private void TellEvents()
        {
            while (_engine != null && _engine.TryNextEvent(out VisionEvent news))
            {
                if (news.Kind == VisionEventKind.Swapped)
                    Error = "";
                else if (news.Kind != VisionEventKind.SwapCancelled)
                    Report(news.Text);
                if (news.Kind == VisionEventKind.Stopped)
                    Stop();
                Happened?.Invoke(news);
            }
        }

        private void TellResult()
        {
            if (_engine != null && _engine.TryPoll(_result))
                Classified?.Invoke(_result);
        }

        private VisionEngine RequireEngine() => _engine ?? throw new VisionException(
            VisionError.Handle, $"'{name}' has no engine{(enabled && Error.Length > 0 ? ": " + Error : ", as it is not enabled.")}");

        private Task<SwapState> WaitFor(ulong swap, CancellationToken cancellation)
        {
            var pending = new PendingSwap(_engine, swap, cancellation);
            _swaps.Add(pending);
            return pending.End;
        }

        private void OpenCamera()
        {
            _camera = CameraInput.Open(_cameraName, _cameraWidth, _cameraHeight, _cameraFramesPerSecond, out string problem);
            if (problem != null)
                Report(problem);
        }

        private void CloseCamera()
        {
            _camera?.Close();
            _camera = null;
        }

        // The engine first: it ends at once, where a camera's driver may take its time.
        private void Stop()
        {
            if (_engine == null)
                return;
            Running.Remove(this);
            _feed?.Abandon();
            _feed = null;
            _engine.Dispose();
            _engine = null;
            foreach (PendingSwap swap in _swaps)
                swap.Cancel($"'{name}' was disabled.");
            _swaps.Clear();
            CloseCamera();
        }

        private void Report(string problem)
        {
            if (problem == Error)
                return;
            Error = problem;
            Debug.LogError(problem, this);
        }
    }
}
