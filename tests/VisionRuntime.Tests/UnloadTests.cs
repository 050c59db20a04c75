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
    public void AContextThatRanAModel_CanBeUnloaded(string model)
    {
        WeakReference context = RunInContext(model);
        for (int i = 0; i < Collections && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(context.IsAlive, Is.False, $"still there after {Collections} collections");
    }

    // No local of this method may live on in the test's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunInContext(string model)
    {
        var context = new PluginContext();
        Assembly runtime = context.LoadFromAssemblyPath(typeof(VisionEngine).Assembly.Location);
        Assembly zoo = context.LoadFromAssemblyPath(typeof(ModelCatalogue).Assembly.Location);
        Assert.That(runtime, Is.Not.SameAs(typeof(VisionEngine).Assembly));

        object catalogue = zoo.GetType(typeof(ModelCatalogue).FullName!)!.GetProperty(nameof(ModelCatalogue.Embedded))!.GetValue(null)!;
        object definition = catalogue.GetType().GetMethod(nameof(ModelCatalogue.Get))!.Invoke(catalogue, [model])!;
        object options = Activator.CreateInstance(runtime.GetType(typeof(InferenceOptions).FullName!)!)!;
        Type loadedModel = runtime.GetType(typeof(LoadedModel).FullName!)!;
        object loaded = loadedModel.GetMethod(nameof(LoadedModel.Load))!.Invoke(null, [definition, options])!;
        loadedModel.GetMethod(nameof(LoadedModel.Run))!.Invoke(loaded, null);
        ((IDisposable)loaded).Dispose();

        context.Unload();
        return new WeakReference(context);
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
