using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>
/// Programs that load plug-ins into a context of their own (game engines' editors do) get rid of this one again: no handler, no thread
/// and no static of another assembly holds it.
/// </summary>
[TestFixture]
internal sealed class UnloadTests
{
    private const int Collections = 50;

    [TestCase("lenet5")]
    [TestCase("alexnet")] // untrained: its weights lie in a temporary file
    public void AContextThatRanAModel_CanBeUnloaded(string model) => Unloads(() => RunInContext(model, RunModel));

    [Test]
    public void AContextThatRanAnEngine_CanBeUnloaded() => Unloads(() => RunInContext("lenet5", RunEngine));

    private static void Unloads(Func<WeakReference> run)
    {
        WeakReference context = run();
        for (int i = 0; i < Collections && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(context.IsAlive, Is.False, $"still there after {Collections} collections");
    }

    // No local of this method may live on in the test's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunInContext(string model, Action<Assembly, object> run)
    {
        var context = new PluginContext();
        Assembly runtime = context.LoadFromAssemblyPath(typeof(VisionEngine).Assembly.Location);
        Assembly zoo = context.LoadFromAssemblyPath(typeof(ModelCatalogue).Assembly.Location);
        Assert.That(runtime, Is.Not.SameAs(typeof(VisionEngine).Assembly));

        object catalogue = zoo.GetType(typeof(ModelCatalogue).FullName!)!.GetProperty(nameof(ModelCatalogue.Embedded))!.GetValue(null)!;
        object definition = catalogue.GetType().GetMethod(nameof(ModelCatalogue.Get))!.Invoke(catalogue, [model])!;
        run(runtime, definition);
        context.Unload();
        return new WeakReference(context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunModel(Assembly runtime, object definition)
    {
        object options = Activator.CreateInstance(runtime.GetType(typeof(InferenceOptions).FullName!)!)!;
        Type loadedModel = runtime.GetType(typeof(LoadedModel).FullName!)!;
        object loaded = loadedModel.GetMethod(nameof(LoadedModel.Load))!.Invoke(null, [definition, options, CancellationToken.None])!;
        loadedModel.GetMethod(nameof(LoadedModel.Run))!.Invoke(loaded, null);
        ((IDisposable)loaded).Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunEngine(Assembly runtime, object definition)
    {
        Type type = runtime.GetType(typeof(VisionEngine).FullName!)!;
        object engine = type.GetConstructors().Single(made => made.GetParameters()[^1].Name == "name" && made.GetParameters().Length == 3)
            .Invoke([null, null, "plug-in"]);
        MethodInfo swap = type.GetMethods().Single(
            method => method.Name == nameof(VisionEngine.SwapAsync) && method.GetParameters()[0].ParameterType == definition.GetType());
        ((Task)swap.Invoke(engine, [definition, CancellationToken.None, null])!).Wait();
        Assert.That(type.GetMethod(nameof(VisionEngine.Tick))!.Invoke(engine, [CancellationToken.None]), Is.False, "there is no frame");
        ((IAsyncDisposable)engine).DisposeAsync().AsTask().Wait();
    }

    /// <summary>Has its own copy of the product and of what it uses; the system's assemblies are shared.</summary>
    private sealed class PluginContext() : AssemblyLoadContext("plug-in", isCollectible: true)
    {
        private static readonly string Folder = AppContext.BaseDirectory;

        protected override Assembly? Load(AssemblyName name) =>
            Path.Combine(Folder, name.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string name)
        {
            string[] paths = Directory.GetFiles(Folder, $"*{name}*", SearchOption.AllDirectories);
            string? native = paths.FirstOrDefault(path => path.EndsWith(".so", StringComparison.Ordinal) && path.Contains("linux-x64"));
            return native is null ? 0 : LoadUnmanagedDllFromPath(native);
        }
    }
}
