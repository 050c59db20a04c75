namespace RealtimeCnn.ArchitectureTests;

/// <summary>The built product, read once: its assemblies lie beside the tests.</summary>
internal static class Product
{
    private static readonly Lazy<IReadOnlyList<ProductAssembly>> Read = new(() =>
    [
        .. Arrows.Assemblies.Where(one => File.Exists(PathOf(one)))
            .Select(one => ProductAssembly.Read(PathOf(one), one.Name, $"src/{one.Name}")),
    ]);

    public static IReadOnlyList<ProductAssembly> Assemblies => Read.Value;

    public static string PathOf(Assembly assembly) => Path.Combine(AppContext.BaseDirectory, assembly.AssemblyName + ".dll");

    /// <summary>Its entry in the table.</summary>
    public static Assembly RulesOf(ProductAssembly assembly) => Arrows.Assemblies.Single(one => one.Name == assembly.Name);
}
