using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Draws a network from the very graph that runs, so that picture and network cannot differ. Any thread.</summary>
public static class ModelDiagram
{
    /// <summary>Draws a model: the network of a catalogue entry, whose weights are not read, or the graph of an ONNX file.</summary>
    /// <param name="model">What to draw; <see cref="ModelDefinition.FromFile"/> describes a file.</param>
    /// <param name="format">Picture, Graphviz or text.</param>
    /// <param name="detail">Building blocks or every layer.</param>
    /// <exception cref="VisionException">The file is missing, is no ONNX file, holds no graph, or one too large to draw.</exception>
    public static string Render(ModelDefinition model, DiagramFormat format, DiagramDetail detail = DiagramDetail.Blocks)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            return Render(Diagram.Of(Graph(model), model.Name, model.Year), format, detail);
        }
        catch (VisionException e)
        {
            throw new VisionException($"'{model.File ?? model.Id}' cannot be drawn: {e.Message}.", e);
        }
    }

    internal static string Render(Diagram diagram, DiagramFormat format, DiagramDetail detail) => format switch
    {
        DiagramFormat.Svg => DiagramSvg.Draw(diagram, detail).ToString(),
        DiagramFormat.Dot => DiagramDot.Write(diagram, detail),
        DiagramFormat.Text => DiagramText.Write(diagram, detail),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    internal static ModelProto Graph(ModelDefinition model)
    {
        if (model.Architecture is { } id)
        {
            Architecture architecture = Architecture.Find(id) ?? throw new VisionException($"there is no architecture '{id}'");
            return architecture.Create(ShapesOnly.Initializer, model.Variant);
        }
        if (model.File is not { } path)
            throw new VisionException("it names neither an architecture nor a file");
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > int.MaxValue)
                throw new VisionException($"it has {stream.Length:N0} bytes, and files up to 2 GiB are read: keep the weights as external data");
            return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new VisionException("it is no ONNX file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException(e.Message.TrimEnd('.'), e);
        }
    }
}
