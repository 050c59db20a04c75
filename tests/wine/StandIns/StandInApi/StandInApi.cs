using Silk.NET.Core.Contexts;
using Silk.NET.Core.Native;

namespace Silk.NET.StandIns;

/// <summary>
/// What Silk.NET's generator adds to each API class behind the scenes. Entry points are looked up when called, so the table of them, which
/// the base class insists on, stays empty.
/// </summary>
public abstract class StandInApi : NativeAPI
{
    protected StandInApi(string library) : base(new DefaultNativeContext(library))
    {
    }

    public override bool IsExtensionPresent(string extension) => throw new NotImplementedException();

    protected override IVTable CreateVTable() => new EmptyTable();

    protected override int CoreGcSlotCount() => 0;

    private sealed class EmptyTable : IVTable
    {
        public void Initialize(INativeContext context, int maxSlots)
        {
        }

        public nint Load(int slot, string entryPoint) => throw new NotImplementedException();

        public nint Load(string entryPoint) => throw new NotImplementedException();

        public IVTable Clone() => new EmptyTable();

        public void Purge()
        {
        }

        public void Dispose()
        {
        }
    }
}
