using System.Runtime.InteropServices;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>What Wine cannot do, and the way around it.</summary>
internal static class Wine
{
    /// <summary>
    /// Category of tests that run under Wine only on its own Direct3D 12, with the hooks that take a GPU away, and into its own window.
    /// </summary>
    public const string OwnDirect3D12 = "OwnDirect3D12";

    /// <summary>Whether this is Wine and not Windows.</summary>
    public static bool IsRunning { get; } =
        NativeLibrary.TryLoad("ntdll", out nint library) && NativeLibrary.TryGetExport(library, "wine_get_version", out _);

    /// <summary>Whether there is another Direct3D 12 in place of Wine's.</summary>
    public static bool HasOtherDirect3D12 { get; } = Environment.GetEnvironmentVariable("OTHER_DIRECT3D12") is not null;

    /// <summary>
    /// DirectML's shader for an addition that no activation follows does not compile in Wine 10. Behind each such addition of the network
    /// comes a leaky ReLU of slope 1, which changes no value and which DirectML fuses into the addition.
    /// </summary>
    public static ModelProto WithoutBareAdditions(ModelProto model)
    {
        ModelProto copy = model.Clone();
        var nodes = new List<NodeProto>();
        foreach (NodeProto node in copy.Graph.Node)
        {
            nodes.Add(node);
            NodeProto[] users = [.. copy.Graph.Node.Where(user => user.Input.Contains(node.Output[0]))];
            if (node.OpType != "Add" || users is [{ OpType: "Relu" }])
                continue;
            string result = node.Output[0];
            node.Output[0] = result + ".sum";
            NodeProto same = new() { OpType = "LeakyRelu", Name = result + ".same", Input = { node.Output[0] }, Output = { result } };
            same.Attribute.Add(new AttributeProto { Name = "alpha", Type = AttributeProto.Types.AttributeType.Float, F = 1 });
            nodes.Add(same);
        }
        copy.Graph.Node.Clear();
        copy.Graph.Node.Add(nodes);
        return copy;
    }
}
