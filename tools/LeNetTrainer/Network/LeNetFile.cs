namespace RealtimeCnn.LeNetTrainer;

/// <summary>Writes a trained network through the runtime's own LeNet-5 graph: what ships is what the product describes.</summary>
internal static class LeNetFile
{
    public static byte[] ToOnnx(LeNetNetwork network)
    {
        Dictionary<string, Parameter> parameters = network.Parameters.All.ToDictionary(parameter => parameter.Name);
        GraphBuilder builder = new("lenet5", (name, shape) =>
        {
            Parameter parameter = parameters[name];
            bool sameShape = shape.Length == parameter.Shape.Length;
            for (int i = 0; sameShape && i < shape.Length; i++)
                sameShape = shape[i] == parameter.Shape[i];
            return sameShape
                ? InlineTensor.Create(name, shape, parameter.ValueSpan.ToArray())
                : throw new InvalidDataException(
                    $"{name} was trained as {string.Join('x', parameter.Shape)}, the graph wants {string.Join('x', shape.ToArray())}.");
        });
        return OnnxFile.ToBytes(LeNet5.Build(builder));
    }
}
