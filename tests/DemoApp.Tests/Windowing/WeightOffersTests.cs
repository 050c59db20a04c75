using NUnit.Framework;
using RealtimeCnn.Tests;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>Weights from the window, over a server on this machine that does what a test says.</summary>
[TestFixture]
public class WeightOffersTests
{
    private static readonly byte[] Bytes = TestStore.Bytes(1);

    private readonly TestStore _test = new();

    [OneTimeTearDown]
    public void TearDown() => _test.Dispose();

    [TearDown]
    public void Forget()
    {
        if (Directory.Exists(_test.Store.Home))
            Directory.Delete(_test.Store.Home, recursive: true);
    }

    [Test]
    public async Task W_PullsInTheBackground_AndTheNetworkSwapsIn()
    {
        using var server = new ScriptedServer(Whole(Bytes));
        using var stage = new WeightStage(_test, server.Url());
        await stage.StartAsync("lenet5");
        Assert.That(stage.Words("lenet5"), Is.EqualTo("LeNet-5 has no weights here\nW: download 2.00 kB from first-v1.\nLicence: MIT"));

        Task pulled = stage.Controls.Weights.ToggleAsync();
        stage.ShowOne();
        Assert.That(stage.Engine.Result.IsTrained, Is.False, "it goes on without meanwhile");
        await pulled;
        stage.ShowOne();
        Assert.That(stage.Engine.Result.IsTrained, Is.True, stage.Engine.SwapError);
        Assert.That(stage.Engine.Model!.Definition.WeightsName, Is.EqualTo("first-v1"));
        Assert.That(stage.Download("lenet5"), Is.Null);

        await stage.Controls.Weights.ToggleAsync();
        Assert.That(stage.View.News, Is.EqualTo("LeNet-5 has its weights"));
    }

    [Test]
    public async Task AnotherModelChosenMeanwhile_IsNotTakenAway()
    {
        using var server = new ScriptedServer();
        using var stage = new WeightStage(_test, server.Url());
        var asked = new TaskCompletionSource();
        var answers = new TaskCompletionSource();
        server.Then(_ =>
        {
            asked.SetResult();
            answers.Task.Wait();
            return Whole(Bytes);
        });
        await stage.StartAsync("lenet5");
        Task pulled = stage.Controls.Weights.ToggleAsync();
        await asked.Task;
        await stage.StartAsync("other");
        answers.SetResult();
        await pulled;
        stage.ShowOne();
        Assert.That(stage.Engine.Result.Model, Is.EqualTo("other"));
        Assert.That(stage.View.News, Is.EqualTo("The weights of LeNet-5 are here: key 1"));
        await stage.Controls.SwapToKeyAsync("1");
        stage.ShowOne();
        Assert.That(stage.Engine.Result.IsTrained, Is.True, "what is chosen later has them");
    }

    [Test]
    public async Task W_Again_Stops_AndTheNextOneGoesOn()
    {
        using var server = new ScriptedServer();
        using var stage = new WeightStage(_test, server.Url());
        var stalled = new TaskCompletionSource();
        server.Then(_ => Whole(Bytes) with { StallAfter = 700, Stalled = stalled.SetResult });
        server.Then(request => Honest(request, Bytes));
        await stage.StartAsync("lenet5");
        Task pulled = stage.Controls.Weights.ToggleAsync();
        await stalled.Task;
        await stage.HasReceivedAsync("lenet5", 700);
        Assert.That(stage.Words("lenet5"), Is.EqualTo("LeNet-5: downloading\nW: stop; it goes on next time."));
        await stage.Controls.Weights.ToggleAsync();
        await pulled;
        Assert.That(stage.Words("lenet5"), Does.Match("^LeNet-5 has no weights here\nW: (go on with the )?download"));
        Assert.That(stage.Download("lenet5"), Is.Null);

        await stage.Controls.Weights.ToggleAsync();
        Assert.That(server.Requests[1]["Range"], Is.EqualTo("bytes=700-"));
        stage.ShowOne();
        Assert.That(stage.Engine.Result.IsTrained, Is.True);
    }

    [Test]
    public async Task WhatFails_IsALineInTheCard_AndTheModelGoesOn()
    {
        (Func<Request, Answer> Answer, string Expected)[] cases =
        [
            (_ => new Answer(404, []), "the server answered 404"),
            (_ => Redirect("ftp://elsewhere.example/weights.bin"), "leads to no web address"),
            (_ => Whole(TestStore.Bytes(7)), "is not the file that the catalogue names: its SHA-256 is "),
            (_ => Whole(new byte[9_000_000]), "refused"),
        ];
        foreach ((Func<Request, Answer> answer, string expected) in cases)
        {
            using var server = new ScriptedServer();
            server.Then(answer);
            using var stage = new WeightStage(_test, server.Url());
            await stage.StartAsync("lenet5");
            await stage.Controls.Weights.ToggleAsync();
            string[] lines = stage.Words("lenet5")!.Split('\n');
            Assert.That(lines, Has.Length.EqualTo(3).And.Property("Length").EqualTo(3));
            Assert.That(lines[1], Does.StartWith("! ").And.Contain(expected).And.Not.Contain("127.0.0.1"));
            Assert.That(lines[1], Has.Length.LessThan(160), "a card is small");
            Assert.That(lines[2], Is.EqualTo("W: try again."));
            stage.ShowOne();
            Assert.That(stage.Engine.Result.Model, Is.EqualTo("lenet5"));
        }
    }

    [Test]
    public async Task Offline_AndAStoreThatCannotBeWritten_AreSaid()
    {
        Uri nobody;
        using (var server = new ScriptedServer())
            nobody = server.Url();
        using (var stage = new WeightStage(_test, nobody))
        {
            await stage.StartAsync("lenet5");
            await stage.Controls.Weights.ToggleAsync();
            Assert.That(stage.Words("lenet5"), Does.Contain("no connection, 5 times in a row"));
        }
        Forget();
        File.WriteAllText(_test.Store.Home, "in the way");
        try
        {
            using var stage = new WeightStage(_test, nobody);
            await stage.StartAsync("lenet5");
            await stage.Controls.Weights.ToggleAsync();
            Assert.That(stage.Words("lenet5"), Does.Contain("cannot be used"));
        }
        finally
        {
            File.Delete(_test.Store.Home);
        }
    }

    [Test]
    public async Task ALicenceThatForbids_IsAWarning()
    {
        using var stage = new WeightStage(_test, new Uri("https://weights.invalid/a.pth"), more: ",\"nonCommercial\":true");
        await stage.StartAsync("lenet5");
        Assert.That(stage.Words("lenet5"), Does.EndWith("\n! Licence: MIT"));
    }

    [Test]
    public async Task AnOffer_IsTakenByEnter_AndAnythingElsePlaysOn()
    {
        using var server = new ScriptedServer(Whole(Bytes));
        using var stage = new WeightStage(_test, server.Url(), more: ",\"top1\":70,\"aboutBytes\":2000");
        await stage.StartAsync("other");
        stage.Controls.Weights.OfferFirst();
        Assert.That(stage.View.Offer, Does.StartWith("See real answers: LeNet-5, about 2.00 kB\n").And.Contain("70.0 %"));
        stage.Controls.Weights.Dismiss();
        await stage.Controls.Weights.TakeOfferAsync();
        Assert.That((stage.View.Offer, server.Requests.Length), Is.EqualTo(((string?)null, 0)));

        stage.Controls.Weights.OfferFirst();
        await stage.Controls.Weights.TakeOfferAsync();
        stage.ShowOne();
        Assert.That((stage.Engine.Result.Model, stage.Engine.Result.IsTrained), Is.EqualTo(("lenet5", true)));
    }
}
