using System.Threading;
using System.Threading.Tasks;

namespace RealtimeCnn.Vision
{
    /// <summary>A request for another model that a script waits for. Main thread.</summary>
    internal sealed class PendingSwap
    {
        // A script goes on in its own time, not in the midst of the component's.
        private readonly TaskCompletionSource<SwapState> _end =
            new TaskCompletionSource<SwapState>(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly VisionEngine _engine;
        private readonly ulong _swap;
        private readonly CancellationToken _cancellation;
        private bool _isCancelled;

        public PendingSwap(VisionEngine engine, ulong swap, CancellationToken cancellation)
        {
            _engine = engine;
            _swap = swap;
            _cancellation = cancellation;
        }

        public Task<SwapState> End => _end.Task;

        /// <summary>Once a frame.</summary>
        /// <returns>Whether it is over.</returns>
        public bool TryEnd()
        {
            if (_cancellation.IsCancellationRequested && !_isCancelled)
            {
                _engine.Cancel(_swap);
                _isCancelled = true;
            }
            if (_engine.GetSwapStage(_swap) < SwapStage.Ready)
                return false;
            _end.SetResult(_engine.GetSwap(_swap));
            return true;
        }

        /// <summary>The engine ends.</summary>
        public void Cancel(string why) => _end.SetResult(new SwapState("", SwapStage.Cancelled, why));
    }
}
