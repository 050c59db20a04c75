using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class ModelCatalogueTests
{
    [Test]
    public void ShippedCatalogue_IsComplete()
    {
        ModelCatalogue catalogue = ModelCatalogue.Load();
        Assert.That(catalogue.Models.Select(m => m.Year), Is.Ordered);
        foreach (ModelDefinition model in catalogue.Models)
        {
            Assert.That(File.Exists(model.File), Is.True, model.File);
            using LoadedModel loaded = LoadedModel.Load(model, new ModelOptions());
            Assert.That(loaded.Labels, Is.EqualTo(model.Labels));
        }
    }

    [Test]
    public void Ids_AreFoundInAnyCase() => Assert.That(ModelCatalogue.Load().Resolve("LeNet5").Id, Is.EqualTo("lenet5"));

    [Test]
    public void MissingOnnxFile_IsNotTakenForAnId() =>
        Assert.That(() => ModelCatalogue.Load().Resolve("nothing.onnx"), Throws.TypeOf<VisionException>().With.Message.Contains("does not exist"));

    [TestCase("{", "cannot be read")]
    [TestCase("{\"models\":[{\"id\":\"x\"}]}", "cannot be read")]
    [TestCase("{\"models\":[],\"colour\":1}", "colour")]
    public void BrokenCatalogue_SaysWhere(string json, string expected)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "catalogue.json"), json);
            Assert.That(() => ModelCatalogue.Load(folder.FullName), Throws.TypeOf<VisionException>().With.Message.Contains(expected));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void MissingCatalogue_SaysWhere() =>
        Assert.That(() => ModelCatalogue.Load("/nowhere"), Throws.TypeOf<VisionException>().With.Message.Contains("/nowhere"));
}
