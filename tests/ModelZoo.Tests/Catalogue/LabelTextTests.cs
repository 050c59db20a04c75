using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Class names in the forms that are passed around; what is only nearly one of them is taken as it is or refused.</summary>
[TestFixture]
public class LabelTextTests
{
    [TestCase("a\nb\nc", "a|b|c")]
    [TestCase("a\r\nb\r\nc\r\n", "a|b|c")]
    [TestCase("a\rb\rc\r", "a|b|c")]
    [TestCase("\uFEFFa\nb\n\n\n  \n", "a|b")]
    [TestCase("a\n\nc\n", "a|class 1|c")]
    [TestCase("\na\n", "class 0|a")]
    [TestCase("n01440764 tench\nn01443537 goldfish, Carassius auratus", "tench|goldfish, Carassius auratus")]
    [TestCase("n01440764,tench\nn01443537\tgoldfish", "tench|goldfish")]
    [TestCase("n01440764 tench\nn01443537", "n01440764 tench|n01443537")]
    [TestCase("n01440764 tench\ngoldfish", "n01440764 tench|goldfish")]
    [TestCase("n01440764\nn01443537", "n01440764|n01443537")]
    [TestCase("0,tench\n1,goldfish\n", "tench|goldfish")]
    [TestCase("0 tench\n1 goldfish\n", "tench|goldfish")]
    [TestCase("0: tench\n1: goldfish, one\n", "tench|goldfish, one")]
    [TestCase("1\ttench\n2\tgoldfish\n", "tench|goldfish")]
    [TestCase("1,goldfish\n0,tench\n", "tench|goldfish")]
    [TestCase("0,\"tench, Tinca tinca\"\n1,\"a \"\"b\"\"\"\n", "tench, Tinca tinca|a \"b\"")]
    [TestCase("tench,0\ngoldfish,1", "tench|goldfish")]
    [TestCase("index,label\n0,tench\n1,goldfish", "tench|goldfish")]
    [TestCase("0,n01440764,tench\n1,n01443537,goldfish", "tench|goldfish")]
    [TestCase("1 euro\n2 euros", "1 euro|2 euros")]
    [TestCase("2 c\n1 b\n0 a", "a|b|c")]
    [TestCase("0 a\n1 b\n10 k\n2 c\n3 d\n4 e\n5 f\n6 g\n7 h\n8 i\n9 j", "a|b|c|d|e|f|g|h|i|j|k")]
    [TestCase("c: 2\nb: 1", "c: 2|b: 1")]
    [TestCase("\"index\",\"name\"\n\"1\",\"b, or c\"\n\"0\",\"a\"", "a|b, or c")]
    [TestCase("\"a\",\"0\"\n\"b\",\"1\"", "a|b")]
    [TestCase("\"a\"\n\"b \"\"c\"\"\"", "a|b \"c\"")]
    [TestCase("\"a\"\nb", "\"a\"|b")]
    [TestCase("- a\n- b", "a|b")]
    [TestCase("- 'a'\n- 'it''s'", "a|it's")]
    [TestCase("names:\n  - a\n  - b", "a|b")]
    [TestCase("names:\n  0: a\n  1: b", "a|b")]
    [TestCase("- a\nb", "- a|b")]
    [TestCase("# my classes\n#\na\nb", "a|b")]
    [TestCase("# one\n0 a\n1 b", "a|b")]
    [TestCase("#a\n#b", "#a|#b")]
    [TestCase("# a\n# b", "# a|# b")]
    [TestCase("[{\"id\": 1, \"name\": \"b\", \"supercategory\": \"x\"}, {\"id\": 0, \"name\": \"a\"}]", "a|b")]
    [TestCase("0,a\nb", "0,a|b")]
    [TestCase("7 up\n8 ball", "7 up|8 ball")]
    [TestCase("0\n1\n2", "0|1|2")]
    [TestCase("[unknown]\nb", "[unknown]|b")]
    [TestCase("[\"tench\", \"goldfish\"]", "tench|goldfish")]
    [TestCase("['tench', \"it's\"]", "tench|it's")]
    [TestCase("[\"a\", null, \"c\"]", "a|class 1|c")]
    [TestCase("{\"0\": \"tench\", \"1\": \"goldfish\"}", "tench|goldfish")]
    [TestCase("{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n01443537\", \"goldfish\"]}", "tench|goldfish")]
    [TestCase("{\"goldfish\": 1, \"tench\": 0}", "tench|goldfish")]
    [TestCase("{\"id2label\": {\"0\": \"tench\", \"1\": \"goldfish\"}, \"model_type\": \"resnet\"}", "tench|goldfish")]
    [TestCase("{0: 'tench, Tinca tinca',\n 1: \"it's\",\n 2: 'it\\'s'}", "tench, Tinca tinca|it's|it's")]
    [TestCase("{'tench': 0, 'goldfish': 1,}", "tench|goldfish")]
    [TestCase("{0: 'a', 2: 'c'}", "a|class 1|c")]
    [TestCase("{0: ('n01440764', 'tench')}", "tench")]
    [TestCase("a\u001B[2Jb\nc", "a [2Jb|c")]
    [TestCase("0. tench\n1. goldfish\n", "tench|goldfish")]
    [TestCase("1) tench\n2) goldfish\n", "tench|goldfish")]
    [TestCase("1. FC A\n1. FC B", "1. FC A|1. FC B")]
    [TestCase("0. a\n2. b", "0. a|2. b")]
    [TestCase("0.5 mm\n1.5 mm", "0.5 mm|1.5 mm")]
    [TestCase("('tench', 'it\\'s')", "tench|it's")]
    [TestCase("('a',)", "a")]
    [TestCase("(unknown)\nb", "(unknown)|b")]
    [TestCase("labels = {0: 'a', 1: 'b'}\n", "a|b")]
    [TestCase("names = ['a', # one\n 'b']", "a|b")]
    [TestCase("names: [\"a\", \"b\"]", "a|b")]
    [TestCase("labels = ('a', 'b');", "a|b")]
    [TestCase("x: (a)\ny: (b)", "x: (a)|y: (b)")]
    [TestCase("x: [a]\ny: [b]", "x: [a]|y: [b]")]
    [TestCase("{0: 'a', # fish\n1: 'b'}", "a|b")]
    [TestCase("[{\"id\": 2, \"name\": \"b\"}, {\"id\": 1, \"name\": \"a\"}]", "a|b")]
    [TestCase("[{\"id\": 1, \"name\": \"b\"}, {\"id\": 3, \"name\": \"d\"}]", "class 0|b|class 2|d")]
    [TestCase("{\"info\": {}, \"categories\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 2, \"name\": \"b\"}]}", "a|b")]
    [TestCase("{\"classes\": [\"a\", \"b\"], \"version\": 1}", "a|b")]
    public void Names_AreThoseThatWereMeant(string text, string expected) =>
        Assert.That(string.Join('|', LabelText.Parse(text)), Is.EqualTo(expected));

    [TestCase("", "no names")]
    [TestCase(" \n\n", "no names")]
    [TestCase("{", "neither")]
    [TestCase("{\"0\": \"a\"", "neither")]
    [TestCase("{0: 'a', 1: print()}", "neither")]
    [TestCase("{\"a\": \"b\"}", "'a' where the index")]
    [TestCase("0,a\n0,b", "the index 0 on two lines")]
    [TestCase("1 b\n0 a\n1 c", "the index 1 on two lines")]
    [TestCase("0 a\n2 b", "no line of index 1")]
    [TestCase("1,a\n3,b", "no line of index 2")]
    [TestCase("[{\"id\": 0}]", "needs an id")]
    [TestCase("[{\"id\": 0, \"name\": \"a\"}, 7]", "needs an id")]
    [TestCase("{\"0\": {\"name\": \"a\"}}", "where a name should be")]
    [TestCase("[[\"a\", \"b\", \"c\"]]", "where a name should be")]
    [TestCase("{\"0\": \"a\", \"0\": \"b\"}", "class 0 twice")]
    [TestCase("{\"a\": 0, \"b\": 0}", "class 0 twice")]
    [TestCase("{\"1000000\": \"a\"}", "numbers 1 names up to 1,000,000")]
    [TestCase("{\"0\": \"a\", \"-1\": \"b\"}", "'-1' where the index")]
    [TestCase("labels = ['a' + 'b']", "neither")]
    [TestCase("('a', b)", "neither")]
    [TestCase("[{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]", "class 1 twice")]
    public void OtherText_IsRefused(string text, string because) =>
        Assert.That(() => LabelText.Parse(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(because));

    [TestCase("- a\n- b", "dash before each name")]
    [TestCase("# my classes\na", "comment at the top of the label file (1 line)")]
    [TestCase("\"a\"\n\"b\"", "quotes around each name")]
    [TestCase("names:\n- a\n- b", "'names:' at the top")]
    [TestCase("a\n\nc", "no name for 1 of its 3 classes, called by number: class 1")]
    [TestCase("n01440764 tench", "synset")]
    [TestCase("{\"0\": [\"n01440764\", \"tench\"]}", "synset")]
    [TestCase("0,a\n1,b", "index on each line")]
    [TestCase("1,a\n2,b", "count from 1")]
    [TestCase("id,name\n0,a\n1,b", "'id,name' for a heading")]
    [TestCase("5,a\n7,b", "do not count its classes")]
    [TestCase("1. FC A\n1. FC B", "do not count its classes")]
    [TestCase("0. a\n1. b", "index on each line")]
    [TestCase("[{\"id\": 1, \"name\": \"a\"}]", "count from 1")]
    [TestCase("labels = ['a']", "'labels' at the top")]
    public void WhatWasMadeOfIt_IsSaid(string text, string note) => Assert.That(LabelText.Parse(text).Notes, Has.Some.Contains(note));

    [TestCase("{\"0\": }")]
    [TestCase("[\"a\",\n\"b\" \"c\"]")]
    public void BrokenJson_IsToldByItsLine(string text) => Assert.That(
        () => LabelText.Parse(text),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("see line").And.Message.Not.Contains("LineNumber"));

    [Test]
    public void PlainNames_NeedNoWord() => Assert.That(LabelText.Parse("a\nb\n").Notes, Is.Empty);

    [TestCase("{0: 'tench, Tinca tinca',\n 1: \"it's\", 2: 'it\\'s'}")]
    [TestCase("{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n01443537\", \"goldfish\"]}")]
    [TestCase("n01440764 tench\n\nn01443537 goldfish\n")]
    [TestCase("index,label\n0,tench\n1,goldfish\n")]
    public void DamagedText_IsReadOrRefused(string text)
    {
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            char[] damaged = text.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(damaged.Length)] = "{}[]()'\"\\:,09-n \n\t\0"[random.Next(19)];
            try
            {
                Assert.That(LabelText.Parse(new string(damaged, 0, random.Next(1, damaged.Length))), Is.Not.Empty);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Test]
    public void ManyNames_AreRefused() => Assert.That(
        () => LabelText.Parse(string.Concat(Enumerable.Repeat("a\n", 200_000))), Throws.TypeOf<InvalidDataException>());

    // What a pattern that may divide a text in many ways would try one by one.
    [TestCase("a,", "  ,", 60, "!\n0: b\n1: c")]
    [TestCase("a,", "\t", 500_000, "b\nc,1")]
    [TestCase("a,", " ", 500_000, "!\n0: b\n1: c")]
    [TestCase("a ", "\t", 500_000, "\"1\"\nb,0")]
    [TestCase("0", "\t", 500_000, "b\n1 c")]
    [TestCase("\"", "\"\"", 500_000, "a")]
    [TestCase("'a'", "\n'", 50_000, "'")]
    [TestCase("n01440764", " ", 500_000, "")]
    public void ALineThatCouldBeReadInManyWays_TakesNoLonger(string start, string middle, int count, string end)
    {
        string text = start + string.Concat(Enumerable.Repeat(middle, count)) + end;
        Task<LabelList> reading = Task.Run(() => LabelText.Parse(text));
        Assert.That(((IAsyncResult)reading).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(60)), Is.True, "it is still being read");
    }
}
