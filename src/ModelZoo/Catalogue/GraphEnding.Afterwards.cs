using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

internal sealed partial class GraphEnding
{
    /// <summary>
    /// What becomes of a value on its way to the output, as far as it was followed back: it is multiplied, moved, cut off. So sigmoids that
    /// are written in steps are told by the bounds that the output has: <c>relu6(x + 3) / 6</c>, <c>0.5 tanh(x / 2) + 0.5</c>.
    /// </summary>
    private sealed class Afterwards
    {
        private const double Tiny = 1e-3; // what is added against a division by zero, and what half precision rounds away

        private double _factor = 1, _offset;
        private double _lower = double.NegativeInfinity, _upper = double.PositiveInfinity;
        private bool _isClipped, _isCutOff;

        /// <summary>The last operators, to follow the one that decides: ", then Reshape".</summary>
        public string Text { get; private set; } = "";

        /// <summary>Whether it was multiplied by factors that are not known.</summary>
        public bool IsWeighted { get; set; }

        /// <summary>Whether it was summed up, or a bias for each class was added: done with logits, not with probabilities.</summary>
        public bool IsSummed { get; set; }

        public void Then(NodeProto node) => Text = Text.Length > 0 ? Text : $", then {Printable.Name(node.OpType)}";

        public void Times(double factor)
        {
            if (factor != -1)
                Text = FormattableString.Invariant($", times {factor:G4}");
            _factor *= factor;
        }

        /// <param name="addend">NaN: one for each class.</param>
        public void Plus(double addend)
        {
            IsSummed |= double.IsNaN(addend);
            _offset += _factor * addend;
        }

        public void Clip(double least, double most)
        {
            _isClipped = true;
            Bound(least, most);
        }

        /// <summary>By Relu, which is done to logits too.</summary>
        public void CutOff()
        {
            _isCutOff = true;
            Bound(0, double.PositiveInfinity);
        }

        /// <summary>It began as shares of one, or their logarithms.</summary>
        public Ending Shares(string kind, double scale, string ending)
        {
            double all = scale * _factor;
            return double.IsFinite(all) && all > 0 && Math.Abs(_offset) <= Tiny * all
                ? new Ending(kind, Scale(all), ending, IsBounded: true)
                : new Ending(null, 1, ending, IsBounded: true);
        }

        /// <summary>It began between two bounds. If the output lies between 0 and another one, each class is for itself.</summary>
        public Ending Within(double least, double most, string ending, bool isSigmoid = true)
        {
            double first = (_factor * least) + _offset, second = (_factor * most) + _offset;
            double lower = Math.Min(first, second), upper = Math.Max(first, second);
            if (double.IsFinite(upper) && upper > 0 && Math.Abs(lower) <= Tiny * upper && (isSigmoid || !IsWeighted))
                return new Ending(ScoreNames.Sigmoid, Scale(upper), isSigmoid ? ending : $"{ending}, moved to 0..1", IsBounded: true);
            return Bounded(ending);
        }

        /// <summary>It began as something that has bounds which tell nothing.</summary>
        public Ending Bounded(string ending) => Clipped() ?? new Ending(null, 1, ending, IsBounded: true);

        /// <summary>It began as anything.</summary>
        public Ending Logits(string ending) => Clipped() ?? (_isClipped || !(_factor > 0)
            ? new Ending(null, 1, ending, _isClipped)
            : new Ending(ScoreNames.Logits, 1, ending));

        /// <summary>It is not known what it began as.</summary>
        public Ending Unknown(string ending) =>
            IsSummed || _isCutOff ? Logits(ending) : Clipped() ?? new Ending(null, 1, ending, _isClipped);

        private Ending? Clipped()
        {
            const double Slack = 0.01; // 1/6 is rounded, and some are clipped to 0.001..0.999
            return _isClipped && Math.Abs(_lower) <= Slack && Math.Abs(_upper - 1) <= Slack
                ? new Ending(ScoreNames.Sigmoid, 1, "it ends in Clip, which leaves 0..1", IsBounded: true)
                : null;
        }

        private void Bound(double least, double most)
        {
            double first = (_factor * least) + _offset, second = (_factor * most) + _offset;
            if (IsWeighted)
                return;
            (_lower, _upper) = (Math.Max(_lower, Math.Min(first, second)), Math.Min(_upper, Math.Max(first, second)));
        }

        private static double Scale(double scale) => Math.Abs(scale - 1) <= Tiny ? 1 : scale;
    }
}
