using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class ModelCatalogueTests
{
    private const string Preprocess = """
        { "width": 32, "height": 32, "channels": "grey", "filter": "antialiasedBilinear", "mean": [0.5], "std": [0.5] }
        """;

    private static string Models => Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "models");

    // What the reference implementations count: parameters without auxiliary heads, multiply-accumulates of convolutions and dense layers.
    [TestCase("lenet5", 61_706, 416_520)]
    [TestCase("alexnet", 61_100_840, 714_188_480)]
    [TestCase("nin", 7_595_176, 1_100_188_800)]
    [TestCase("vgg16", 138_357_544, 15_470_264_320)]
    [TestCase("vgg19", 143_667_240, 19_632_062_464)]
    [TestCase("inception_v1", 6_624_904, 1_498_376_192)]
    [TestCase("inception_v3", 23_834_568, 5_713_216_096)]
    [TestCase("resnet50", 25_557_032, 4_089_184_256)]
    [TestCase("xception", 22_855_952, 8_357_403_496)]
    [TestCase("inception_v4", 42_679_816, 12_253_974_624)]
    [TestCase("inception_resnet_v2", 55_843_464, 13_155_794_016)]
    [TestCase("resnext50_32x4d", 25_028_904, 4_230_479_872)]
    public void CountsAreTheReferences(string id, long parameters, long macs)
    {
        ModelDefinition model = ModelCatalogue.Load().Get(id);
        Assert.That((model.Parameters, model.Macs), Is.EqualTo((parameters, macs)));
    }

    [Test]
    public void AllTwelveAreThere_InOrder_TenWithKeys()
    {
        ModelCatalogue catalogue = ModelCatalogue.Load();
        Assert.Multiple(() =>
        {
            Assert.That(catalogue.Models, Has.Count.EqualTo(12));
            Assert.That(catalogue.Models.Select(model => model.Year), Is.Ordered.And.None.Null);
            Assert.That(string.Concat(catalogue.Models.Select(model => model.Key)), Is.EqualTo("1234567890"));
            Assert.That(
                catalogue.Models.Where(model => model.Key is null).Select(model => model.Id), Is.EquivalentTo(new[] { "nin", "vgg19" }));
        });
        foreach (ModelDefinition model in catalogue.Models)
        {
            string?[] facts = [model.Paper, model.Authors, model.Venue, model.PaperUrl, model.WhatWasNew];
            Assert.That(facts, Has.None.Null.And.None.Empty, model.Id);
            Assert.That(model.Labels, Is.Not.Empty, model.Id);
            Assert.That(model.Architecture, Is.EqualTo(model.Id));
            Assert.That(model.ShipsWithCatalogue || model.PublishedWeights.Count > 0, model.Id);
        }
    }

    [Test]
    public void LabelsFitTheNetworks()
    {
        foreach (ModelDefinition model in ModelCatalogue.Load().Models)
            Assert.That(model.Labels, Has.Count.EqualTo(model.Id == "lenet5" ? 10 : 1000), model.Id);
        IReadOnlyList<string> imageNet = ModelCatalogue.Load().Resolve("resnet50").Labels;
        Assert.That(
            (imageNet[0], imageNet[281], imageNet[999]),
            Is.EqualTo(("tench, Tinca tinca", "tabby, tabby cat", "toilet tissue, toilet paper, bathroom tissue")));
        Assert.That((imageNet[134], imageNet[517]), Is.EqualTo(("crane", "crane")), "the bird and the machine");
    }

    [Test]
    public void WeightsAreServedSafely_AndWhatIsKnownOfThemIsWellFormed()
    {
        foreach (ModelDefinition model in ModelCatalogue.Load().Models)
        {
            foreach (WeightFamily family in model.PublishedWeights)
            {
                string name = $"{model.Id}@{family.Name}";
                Assert.That(family.Url.Scheme, Is.EqualTo("https"), name);
                Assert.That(family.Sha256?.Length, Is.Null.Or.EqualTo(64).Or.InRange(8, 9), name);
                // A torch.hub file carries the first digits of its hash in its name.
                string[] parts = Path.GetFileNameWithoutExtension(family.Url.AbsolutePath).Split('-');
                if (family.Sha256 is { } hash && parts is [_, .., var digits])
                    Assert.That(hash, Does.StartWith(digits), name);
                // Float32 values, a table of names, and for Inception-v3 an auxiliary head.
                if (family.Bytes is { } bytes)
                    Assert.That(bytes / (double)model.Parameters, Is.InRange(4, 4.6), name);
                Assert.That(family.NonCommercial, Is.EqualTo(model.Id == "nin"), name);
                Assert.That((family.Preprocess ?? model.Preprocess)?.Width, Is.EqualTo(model.Preprocess!.Width), name);
            }
        }
    }

    [Test]
    public void WhatIsNotStatedOfAHash_IsTold_ByTheNumberOfItsDigits()
    {
        foreach (WeightFamily family in ModelCatalogue.Embedded.Models.SelectMany(model => model.PublishedWeights))
        {
            string? expected = family.Sha256 switch
            {
                null => "the publisher states no SHA-256 of it",
                { Length: 64 } => null,
                var digits => $"the publisher states only {digits.Length} of the 64 digits of its SHA-256",
            };
            Assert.That(family.HashGap, Is.EqualTo(expected), family.Url.ToString());
        }
        Assert.That(
            ModelCatalogue.Embedded.Models.SelectMany(model => model.PublishedWeights).Count(family => family.HashGap is not null),
            Is.EqualTo(10), "whoever states a hash lowers it");
    }

    [Test]
    public void EveryArchitectureHasAnEntry_WithVariantsThatItKnows()
    {
        ModelCatalogue catalogue = ModelCatalogue.Load();
        foreach (Architecture architecture in Architecture.All)
        {
            foreach (WeightFamily family in catalogue.Get(architecture.Id).PublishedWeights)
            {
                Assert.That(
                    family.Variant.Length == 0 || architecture.Variants.Contains(family.Variant),
                    $"{architecture.Id}@{family.Name}: {family.Variant}");
            }
        }
    }

    [Test]
    public void WeightsThatShip_Load()
    {
        foreach (ModelDefinition model in ModelCatalogue.Embedded.Models.Where(model => model.ShipsWithCatalogue))
        {
            using LoadedModel loaded = LoadedModel.Load(model, new InferenceOptions());
            Assert.That(loaded.Labels, Is.EqualTo(model.Labels));
        }
    }

    [Test]
    public void ShippedCatalogue_FollowsItsSchema()
    {
        EvaluationResults results = Evaluate(
            JsonNode.Parse(File.ReadAllText(Path.Combine(Models, "catalogue.json")))!);
        IEnumerable<string> problems =
            from detail in results.Details ?? []
            where detail.Errors is not null
            select $"{detail.InstanceLocation}: {string.Join("; ", detail.Errors!.Values)}";
        Assert.That(results.IsValid, string.Join('\n', problems));
    }

    [TestCase("id", "\"VGG 16\"")]
    [TestCase("id", "\"../up\"")]
    [TestCase("key", "\"12\"")]
    [TestCase("file", "\"/etc/model.onnx\"")]
    [TestCase("weights", "[]")]
    [TestCase("weights", "[{\"name\":\"a\",\"url\":\"ftp://x/y\",\"format\":\"pth\",\"licence\":\"MIT\"}]")]
    [TestCase("weights", "[{\"name\":\"a\",\"url\":\"https://x/y\",\"format\":\"h5\",\"licence\":\"MIT\"}]")]
    [TestCase("weights", "[{\"name\":\"a\",\"url\":\"https://x/y\",\"format\":\"pth\",\"licence\":\"MIT\",\"sha256\":\"xyz\"}]")]
    [TestCase("preprocess", "{\"width\":0,\"height\":32,\"filter\":\"bilinear\",\"mean\":[0],\"std\":[1]}")]
    [TestCase("preprocess", "{\"width\":32,\"height\":32,\"mean\":[0],\"std\":[1]}")]
    [TestCase("preprocess", "{\"width\":32,\"height\":32,\"filter\":\"bilinear\",\"std\":[1]}")]
    [TestCase("colour", "1")]
    public void Schema_RefusesWhatTheProgramRefuses(string property, string value)
    {
        var entry = new JsonObject { ["id"] = "mine", ["name"] = "Mine", ["architecture"] = "lenet5" };
        entry["preprocess"] = JsonNode.Parse(Preprocess);
        Assert.That(Evaluate(Catalogue(entry)).IsValid, "the entry itself");
        entry[property] = JsonNode.Parse(value);
        Assert.That(Evaluate(Catalogue(entry)).IsValid, Is.False);
        if (value != "[]")
            Assert.That(() => LoadText(Catalogue(entry).ToJsonString()), Throws.TypeOf<VisionException>());
    }

    [Test]
    public void PlainFile_IsAModelWithOneEntry()
    {
        using TestStore test = new();
        test.Write("mine.onnx", TestStore.LeNet5);
        File.WriteAllText(test.At("catalogue.json"), """
            { "models": [ { "id": "mine", "name": "Mine", "file": "mine.onnx", "preprocess": PREPROCESS } ] }
            """.Replace("PREPROCESS", Preprocess));
        ModelDefinition model = ModelCatalogue.Load(test.At(""), test.Store).Resolve("mine");
        using LoadedModel loaded = LoadedModel.Load(model, new InferenceOptions());
        Assert.That((model.IsTrained, loaded.Labels[3]), Is.EqualTo((true, "class 3")));
    }

    [Test]
    public void WeightsOfTheStore_ComeBeforeTheShippedFile_AndThatBeforeStandIns()
    {
        using TestStore test = new();
        Assert.That(Describe("lenet5"), Is.EqualTo((true, (string?)null, "ships with the program")));
        Assert.That(Describe("resnet50"), Is.EqualTo((false, (string?)null, "built in memory")));

        ModelDefinition lenet5 = ModelCatalogue.Load().Get("lenet5");
        string graph = test.Store.Import(lenet5, test.Write("mine.pth", TestStore.Bytes(1))).OnnxFile;
        Assert.That(Describe("lenet5"), Is.EqualTo((true, "mine.pth", graph)));
        using (LoadedModel loaded = LoadedModel.Load(ModelCatalogue.Load(null, test.Store).Resolve("lenet5"), new InferenceOptions()))
            Assert.That(loaded.Labels, Has.Count.EqualTo(10));

        File.Delete(Path.Combine(Path.GetDirectoryName(graph)!, "mine.pth"));
        Assert.That(Describe("lenet5").Origin, Is.EqualTo("ships with the program"), "a damaged model is not used");

        (bool IsTrained, string? Name, string Origin) Describe(string id)
        {
            ModelDefinition model = ModelCatalogue.Load(null, test.Store).Resolve(id);
            return (model.IsTrained, model.WeightsName, model.Origin);
        }
    }

    [Test]
    public void WeightsOfTheStore_BringTheirFamilysInput()
    {
        using TestStore test = new();
        byte[] second = TestStore.Bytes(2);
        ModelDefinition model = TestStore.Model(second: second);
        Assert.That(test.Store.Equip(model).Preprocess!.Mean, Is.EqualTo(new[] { 0.5f }));
        test.Store.Import(model, test.Write("mine.pth", second));
        Assert.That(test.Store.Equip(model).Preprocess!.Mean, Is.EqualTo(new[] { 0.25f }));
    }

    [Test]
    public void Ids_AreFoundInAnyCase() => Assert.That(ModelCatalogue.Load().Resolve("LeNet5").Id, Is.EqualTo("lenet5"));

    [Test]
    public void UnknownId_SuggestsTheNearest() =>
        Assert.That(
            () => ModelCatalogue.Load().Get("vgg61"), Throws.TypeOf<VisionException>().With.Message.Contains("did you mean 'vgg16'?"));

    [Test]
    public void MissingOnnxFile_IsNotTakenForAnId() =>
        Assert.That(
            () => ModelCatalogue.Load().Resolve("nothing.onnx"), Throws.TypeOf<VisionException>().With.Message.Contains("does not exist"));

    [TestCase("{", "cannot be read")]
    [TestCase("{}", "cannot be read")]
    [TestCase("{\"models\":null}", "cannot be read")]
    [TestCase("{\"models\":[{\"id\":\"x\"}]}", "cannot be read")]
    [TestCase("{\"models\":[],\"colour\":1}", "colour")]
    public void BrokenCatalogue_SaysWhere(string json, string expected) =>
        Assert.That(
            () => LoadText(json), Throws.TypeOf<VisionException>().With.Message.Contains(expected).And.Message.Contains("catalogue.json"));

    [TestCase("\"id\":\"b\"", "\"id\":\"a\"", "names 'a' twice")]
    [TestCase("\"key\":\"2\"", "\"key\":\"1\"", "names '1' twice")]
    [TestCase("\"file\":\"b.onnx\"", "\"file\":\"../b.onnx\"", "model 'b': file '../b.onnx'")]
    [TestCase("\"file\":\"b.onnx\",", "", "model 'b': it has neither a file nor an architecture")]
    [TestCase("\"width\":31", "\"width\":5000", "model 'b': Input size 5000")]
    public void EntryThatContradictsItself_IsNamed(string right, string wrong, string expected)
    {
        const string Two = """
            {"models":[
            {"id":"a","name":"A","key":"1","file":"a.onnx",
             "preprocess":{"width":32,"height":32,"filter":"bilinear","mean":[0],"std":[1]}},
            {"id":"b","name":"B","key":"2","file":"b.onnx",
             "preprocess":{"width":31,"height":32,"filter":"bilinear","mean":[0],"std":[1]}}]}
            """;
        Assert.That(() => LoadText(Two), Throws.Nothing);
        Assert.That(() => LoadText(Two.Replace(right, wrong)), Throws.TypeOf<VisionException>().With.Message.Contains(expected));
    }

    [Test]
    public void MissingCatalogue_SaysWhere() =>
        Assert.That(() => ModelCatalogue.Load("/nowhere"), Throws.TypeOf<VisionException>().With.Message.Contains("/nowhere"));

    private static JsonNode Catalogue(JsonObject entry) => new JsonObject { ["models"] = new JsonArray(entry.DeepClone()) };

    private static EvaluationResults Evaluate(JsonNode catalogue)
    {
        JsonSchema schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(Models, "catalogue.schema.json")));
        return schema.Evaluate(JsonSerializer.SerializeToElement(catalogue), new EvaluationOptions { OutputFormat = OutputFormat.List });
    }

    private static ModelCatalogue LoadText(string json)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "catalogue.json"), json);
            return ModelCatalogue.Load(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
