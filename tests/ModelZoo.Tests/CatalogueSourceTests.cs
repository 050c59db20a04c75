using System.Text;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Where a catalogue can come from besides a folder: the assembly, a stream, nowhere; and no store stands in the way.</summary>
[TestFixture]
public class CatalogueSourceTests
{
    [Test]
    public void Embedded_IsTheRepositorysFolder_AndTheSameEachTime()
    {
        Assert.That(ModelCatalogue.Embedded, Is.SameAs(ModelCatalogue.Embedded));
        Assert.That(ModelCatalogue.Embedded.Models, Is.EqualTo(ModelCatalogue.Load().With(new ModelStore("/nowhere")).Models));
        Assert.That(ModelCatalogue.Embedded.Get("lenet5").WeightBytes, Is.EqualTo(61_706 * sizeof(float)));
    }

    [Test]
    public void Empty_KnowsNoModel_AndTakesFiles()
    {
        using TestStore test = new();
        ModelCatalogue empty = ModelCatalogue.Empty;
        ModelDefinition file = empty.Resolve(test.Write("mine.onnx", TestStore.LeNet5));
        Assert.That((empty.Models.Count, empty.Next(file), empty.Previous(file)), Is.EqualTo((0, (object?)null, (object?)null)));
        Assert.That(
            () => empty.Resolve("lenet5"),
            Throws.TypeOf<VisionException>().With.Message.EqualTo(
                "There is no model 'lenet5': the catalogue is empty, or a path to an .onnx file."));
    }

    [Test]
    public void FromStream_LooksForFilesInTheFolderOnly()
    {
        using TestStore test = new();
        test.Write("mine.onnx", TestStore.LeNet5);
        test.Write("names.txt", "zero\none\n"u8.ToArray());
        byte[] json = Encoding.UTF8.GetBytes("""
            { "models": [ { "id": "mine", "name": "Mine", "file": "mine.onnx", "labels": "names.txt", "preprocess": {
                "width": 32, "height": 32, "channels": "grey", "filter": "antialiasedBilinear", "mean": [0.5], "std": [0.5] } } ] }
            """);
        using MemoryStream stream = new(json);
        ModelDefinition model = ModelCatalogue.FromStream(stream, test.At("")).Get("mine");
        Assert.That((model.File, string.Join(' ', model.Labels)), Is.EqualTo((test.At("mine.onnx"), "zero one")));
        Assert.That(stream.CanRead, "it stays the caller's");
        Assert.That(
            () => ModelCatalogue.FromStream(new MemoryStream(json)),
            Throws.TypeOf<VisionException>().With.Message.Contains("model 'mine': it names the file 'names.txt', and no folder"));
        Assert.That(
            () => ModelCatalogue.FromStream(new MemoryStream("[]"u8.ToArray())),
            Throws.TypeOf<VisionException>().With.Message.StartsWith("The catalogue of the stream cannot be read: "));
    }

    // Somebody who only wants to use the library has no store, or one that is none of his business.
    [TestCase("models/lenet5/receipt.json", "{")]
    [TestCase("models/lenet5/receipt.json/file", "")]
    [TestCase("models/lenet5", "a file")]
    [TestCase("models", "a file")]
    [TestCase("", "a file")]
    [TestCase(null, null)]
    public void StoreInDisorder_CountsAsEmpty(string? path, string? content)
    {
        using TestStore test = new();
        if (path is not null)
        {
            string file = Path.Combine(test.At("home"), path).TrimEnd('/');
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
        Assert.That(ModelCatalogue.Load(null, test.Store).Models, Is.EqualTo(ModelCatalogue.Embedded.Models));
    }
}
