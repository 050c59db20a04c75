namespace RealtimeCnn.ModelZoo;

/// <summary>A value flowing through a graph under construction: its ONNX name and its shape, batch first.</summary>
internal sealed record GraphValue(string Name, long[] Shape)
{
    public long Channels => Shape[1];

    public long Height => Shape[2];

    public long Width => Shape[3];
}
