using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Operations without weights.</summary>
internal sealed partial class GraphBuilder
{
    /// <summary>Elementwise hyperbolic tangent.</summary>
    public GraphValue Tanh(GraphValue x) => Append("Tanh", x.Name + ".tanh", [x.Name], x.Shape);

    /// <summary>Elementwise max(x, 0), named after its input unless it is the last operation of a module.</summary>
    public GraphValue Relu(GraphValue x, string? module = null) => Append("Relu", module ?? x.Name + ".relu", [x.Name], x.Shape);

    /// <summary>Largest value of each square window; padding never wins.</summary>
    /// <param name="x">N x C x H x W.</param>
    /// <param name="layer">Name.</param>
    /// <param name="kernel">Side of a window.</param>
    /// <param name="stride">Pixels from one window to the next.</param>
    /// <param name="pad">Rows and columns around the input.</param>
    /// <param name="ceil">Whether a window that is only partly filled at the bottom or right counts; else it is dropped.</param>
    public GraphValue MaxPool(GraphValue x, string layer, int kernel, int stride, Padding pad = default, bool ceil = false)
    {
        (long height, long width) = Windows(x, layer, kernel, stride, pad, ceil);
        List<AttributeProto> attributes = WindowAttributes(kernel, stride, pad);
        if (ceil)
            attributes.Add(OnnxAttribute.Int("ceil_mode", 1));
        return Append("MaxPool", layer, [x.Name], [x.Shape[0], x.Channels, height, width], [.. attributes]);
    }

    /// <summary>Mean of each square window; a remainder at the edge is dropped.</summary>
    /// <param name="x">N x C x H x W.</param>
    /// <param name="layer">Name.</param>
    /// <param name="kernel">Side of a window.</param>
    /// <param name="stride">Pixels from one window to the next; windows lie side by side unless given.</param>
    /// <param name="pad">Rows and columns around the input.</param>
    /// <param name="countPad">Whether padding counts as zeros; else the mean is over the pixels of the input alone.</param>
    public GraphValue AveragePool(GraphValue x, string layer, int kernel, int? stride = null, Padding pad = default, bool countPad = false)
    {
        (long height, long width) = Windows(x, layer, kernel, stride ?? kernel, pad, ceil: false);
        List<AttributeProto> attributes = WindowAttributes(kernel, stride ?? kernel, pad);
        if (countPad)
            attributes.Add(OnnxAttribute.Int("count_include_pad", 1));
        return Append("AveragePool", layer, [x.Name], [x.Shape[0], x.Channels, height, width], [.. attributes]);
    }

    /// <summary>Mean of each channel: N x C x 1 x 1.</summary>
    public GraphValue GlobalAveragePool(GraphValue x, string layer)
    {
        Require(x.Shape.Length == 4, layer, x, "pooling");
        return Append("GlobalAveragePool", layer, [x.Name], [x.Shape[0], x.Channels, 1, 1]);
    }

    /// <summary>Puts channels behind each other, in the order given.</summary>
    public GraphValue Concat(string module, params GraphValue[] parts)
    {
        GraphValue first = parts[0];
        foreach (GraphValue part in parts)
        {
            bool fits = part.Shape.Length == 4 &&
                part.Shape[0] == first.Shape[0] && part.Height == first.Height && part.Width == first.Width;
            Require(fits, module, part, $"beside {string.Join('x', first.Shape)}");
        }
        long channels = parts.Sum(part => part.Channels);
        string[] inputs = [.. parts.Select(part => part.Name)];
        return Append("Concat", module, inputs, [first.Shape[0], channels, first.Height, first.Width], OnnxAttribute.Int("axis", 1));
    }

    /// <summary>Elementwise sum of two values of one shape.</summary>
    public GraphValue Add(GraphValue a, GraphValue b, string module)
    {
        Require(a.Shape.SequenceEqual(b.Shape), module, a, $"a sum with {string.Join('x', b.Shape)}");
        return Append("Add", module, [a.Name, b.Name], a.Shape);
    }

    /// <summary>Multiplies by one factor, or by one for each channel.</summary>
    public GraphValue Scale(GraphValue x, string node, params float[] factors) =>
        Append("Mul", node, [x.Name, Constant(x, node + ".factor", factors)], x.Shape);

    /// <summary>Adds one number, or one for each channel.</summary>
    public GraphValue Shift(GraphValue x, string node, params float[] offsets) =>
        Append("Add", node, [x.Name, Constant(x, node + ".offset", offsets)], x.Shape);

    /// <summary>All axes but the batch become one, channels outermost.</summary>
    public GraphValue Flatten(GraphValue x, string node = "flatten") =>
        Append("Flatten", node, [x.Name], [x.Shape[0], x.Shape[1..].Aggregate(1L, (a, b) => a * b)], OnnxAttribute.Int("axis", 1));

    // Shaped so that it broadcasts over pixels.
    private string Constant(GraphValue x, string node, float[] values)
    {
        Require(values.Length == 1 || values.Length == x.Channels, node, x, $"{values.Length} numbers");
        long[] shape = values.Length == 1 ? [] : [1, values.Length, 1, 1];
        return Append("Constant", node, [], shape, OnnxAttribute.Tensor("value", InlineTensor.Create(node, shape, values))).Name;
    }

    /// <summary>How many windows fit, down and across.</summary>
    private (long Height, long Width) Windows(GraphValue x, string layer, Kernel kernel, int stride, Padding pad, bool ceil)
    {
        bool fits = x.Shape.Length == 4 &&
            x.Height + pad.Top + pad.Bottom >= kernel.Height && x.Width + pad.Left + pad.Right >= kernel.Width;
        Require(fits, layer, x, $"{kernel.Height}x{kernel.Width} windows");
        return (Along(x.Height, kernel.Height, pad.Top, pad.Bottom), Along(x.Width, kernel.Width, pad.Left, pad.Right));

        long Along(long size, int window, int before, int after)
        {
            long room = size + before + after - window;
            long steps = ceil ? (room + stride - 1) / stride : room / stride;
            // A window that would begin behind the picture, in the padding, does not count (PyTorch and ONNX Runtime agree).
            return ceil && steps * stride >= size + before ? steps : steps + 1;
        }
    }

    private static List<AttributeProto> WindowAttributes(Kernel kernel, int stride, Padding pad) =>
    [
        OnnxAttribute.Ints("kernel_shape", kernel.Height, kernel.Width),
        OnnxAttribute.Ints("strides", stride, stride),
        OnnxAttribute.Ints("pads", pad.Top, pad.Left, pad.Bottom, pad.Right),
    ];
}
