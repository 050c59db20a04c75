using System.Runtime.CompilerServices;

namespace RealtimeCnn.Native;

/// <summary>What comes before the first call of a function of the library, whichever that is.</summary>
internal static class Start
{
#pragma warning disable CA2255 // No other place comes before every function.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Run() => OwnFolder.Stay();
}
