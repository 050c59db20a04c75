using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

[TestFixture]
public class DeepTreesTests
{
    // ONNX Runtime builds trees by recursion; a usual stack of 8 MB held some 10,000 levels, and what came then was the end of the program.
    [Test]
    public void ATreeOfManyLevels_IsBuilt()
    {
        const int Levels = 50_000;
        var network = new TinyNetwork();
        string tree = network.Add("TreeEnsembleRegressor", "ai.onnx.ml", [network.Flat], Tree(Levels));
        using LoadedModel model = network.Output(network.Add("Add", [network.Logits, tree])).Load();
        Assert.That(TinyNetwork.Run(model), Has.All.InRange(-1e6f, 1e6f));
    }

    // Node 2n asks the first value, and has the leaf 2n + 1 on one side.
    private static AttributeProto[] Tree(int levels)
    {
        int nodes = (2 * levels) + 1;
        long[] leaves = [.. Enumerable.Range(0, nodes).Where(IsLeaf).Select(node => (long)node)];
        return
        [
            TinyNetwork.Int("n_targets", 1),
            TinyNetwork.Ints("nodes_nodeids", [.. Enumerable.Range(0, nodes).Select(node => (long)node)]),
            TinyNetwork.Ints("nodes_treeids", new long[nodes]),
            TinyNetwork.Ints("nodes_featureids", new long[nodes]),
            TinyNetwork.Ints("nodes_truenodeids", [.. Enumerable.Range(0, nodes).Select(node => IsLeaf(node) ? 0L : node + 1)]),
            TinyNetwork.Ints("nodes_falsenodeids", [.. Enumerable.Range(0, nodes).Select(node => IsLeaf(node) ? 0L : node + 2)]),
            Floats("nodes_values", nodes),
            new AttributeProto
            {
                Name = "nodes_modes",
                Type = AttributeProto.Types.AttributeType.Strings,
                Strings = { Enumerable.Range(0, nodes).Select(node => ByteString.CopyFromUtf8(IsLeaf(node) ? "LEAF" : "BRANCH_LEQ")) },
            },
            TinyNetwork.Ints("target_nodeids", leaves),
            TinyNetwork.Ints("target_treeids", new long[leaves.Length]),
            TinyNetwork.Ints("target_ids", new long[leaves.Length]),
            Floats("target_weights", leaves.Length),
        ];

        bool IsLeaf(int node) => node % 2 == 1 || node == nodes - 1;
    }

    private static AttributeProto Floats(string name, int count) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Floats, Floats = { Enumerable.Repeat(0.5f, count) } };
}
