namespace RealtimeCnn.ArchitectureTests;

/// <summary>The reader and the rules find what is wrong, in a tiny assembly that is: the folder Fakes of this one.</summary>
public class SelfTests
{
    private static readonly Assembly Rules = new("Fakes", "Architecture.Tests", Uses: [])
    {
        Folders = [new("Lower"), new("Upper", "Lower")],
        RootFiles = ["None.cs"],
    };

    private ProductAssembly _fakes = null!;

    [SetUp]
    public void Read() => _fakes = ProductAssembly.Read(typeof(SelfTests).Assembly.Location, "Fakes", "tests/Architecture.Tests/Fakes");

    [Test]
    public void Types_are_found_with_their_folders() =>
        Assert.That(_fakes.Types.Select(type => type.ToString()), Is.EqualTo(new[]
        {
            "Brick (Fakes/Lower/Brick.cs)", "IPlan (Fakes/Plan.cs)", "Wall (Fakes/Upper/Wall.cs)",
        }));

    [Test]
    public void A_cycle_is_found_with_both_ends() =>
        Assert.That(string.Join('\n', Check.FolderCycles(_fakes)), Does.StartWith("folders in a ring: Lower, Upper\n")
            .And.Contain("Brick (Fakes/Lower/Brick.cs) -> Wall (Fakes/Upper/Wall.cs)")
            .And.Contain("Wall (Fakes/Upper/Wall.cs) -> Brick (Fakes/Lower/Brick.cs)"));

    [Test]
    public void A_forbidden_arrow_is_found_and_an_allowed_one_is_not() =>
        Assert.That(Check.FolderArrows(_fakes, Rules), Is.EquivalentTo(new[]
        {
            "IPlan (Fakes/Plan.cs): only None.cs may lie beside the folders",
            "Brick (Fakes/Lower/Brick.cs) -> Wall (Fakes/Upper/Wall.cs): Lower must not use Upper",
        }));

    [Test]
    public void A_forbidden_name_is_found_but_in_comments()
    {
        const string Text = "// Wall.Height\nint one = Brick.Size; string two = nameof(Wall.Height);";
        Assert.That(Check.NamedUses(_fakes, Rules, "Lower/Other.cs", Text), Is.EqualTo(new[]
        {
            "Fakes/Lower/Other.cs names Wall (Fakes/Upper/Wall.cs): Lower must not use Upper",
        }));
        Assert.That(Check.NamedUses(_fakes, Rules, "Upper/Other.cs", Text), Is.Empty);
        Assert.That(Check.NamedUses(_fakes, Rules, "Lower/Other.cs", "// Wall.Height\nreturn my.Wall.Height;"), Is.Empty);
    }

    [Test]
    public void A_friend_that_is_no_test_is_found()
    {
        ProductAssembly zoo = Product.Assemblies.Single(one => one.Name == "ModelZoo");
        Assert.That(
            Check.Friends(zoo, [.. zoo.Friends.Skip(1)]), Is.EqualTo(new[] { $"ModelZoo lets {zoo.Friends[0]} see its internals" }));
    }

    [Test]
    public void A_folder_must_not_use_the_root() =>
        Assert.That(Check.FolderArrows(Reversed(), Rules with { RootFiles = null }), Has.Some.Contains("Upper must not use (root)"));

    [Test]
    public void A_wrong_name_in_an_enum_is_found() =>
        Assert.That(Check.EnumNames(_fakes), Is.EqualTo(new[]
        {
            "Wall (Fakes/Upper/Wall.cs): Bond.flemish", "Wall (Fakes/Upper/Wall.cs): Bond.Sussex_garden",
        }));

    [Test]
    public void A_forbidden_package_is_found()
    {
        ProductAssembly tests = ProductAssembly.Read(typeof(SelfTests).Assembly.Location, "Tests", "tests/Architecture.Tests");
        Assert.That(Check.PackageArrows(tests, Rules), Has.Some.StartsWith(
            "Violations (Tests/Rules/Violations.cs) -> NUnit.Framework.Assert (package nunit.framework, "));
        Assert.That(Check.PackageArrows(tests, Rules with { Packages = ["nunit.*"] }), Is.Empty);
    }

    [Test]
    public void Rings_of_any_length_are_found() =>
        Assert.That(
            Cycles.Find([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "a")]), Is.EqualTo(new[] { new[] { "a", "b", "c" } }));

    [Test]
    public void The_table_names_no_ring() => Violations.ShouldBeNone(
        from one in Arrows.Assemblies
        from folder in one.Folders.Index()
        from used in folder.Item.Uses
        where !one.Folders.Take(folder.Index).Any(lower => lower.Name == used)
        select $"{one.Name}: {folder.Item.Name} names {used}, which does not stand above it in the list");

    // IPlan uses Wall; turned round, a folder uses the root.
    private ProductAssembly Reversed()
    {
        (TypeNode from, TypeNode to) = _fakes.Inside.Single(use => use.From.Folder == TypeNode.Root);
        _fakes.Inside.Add((to, from));
        return _fakes;
    }
}
