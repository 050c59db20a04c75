using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>Models: which there are, how another one comes.</summary>
internal static unsafe class ModelExports
{
    [UnmanagedCallersOnly(EntryPoint = "rcnn_model_at", CallConvs = [typeof(CallConvCdecl)])]
    private static int At(ulong engine, int index, NativeModelInfo* info)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(info, sizeof(NativeModelInfo), "rcnn_model_info");
            if (index < 0)
                return Failure.Is(Status.BadArgument, "index is negative.");
            if (index >= found.Catalogue.Models.Count)
                return Status.Nothing;
            ModelDefinition model = found.Catalogue.Models[index];
            (info->IsTrained, info->Year, info->WeightBytes) = (model.IsTrained ? 1 : 0, model.Year ?? 0, model.WeightBytes);
            Text.Write(model.Id, info->Id, TextLimits.NameBytes);
            Text.Write(model.Name, info->Name, TextLimits.NameBytes);
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_swap", CallConvs = [typeof(CallConvCdecl)])]
    private static int Swap(ulong engine, byte* idOrPath, ulong* swap)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.NotNull(idOrPath, "id_or_path");
            return Asked(found, found.Catalogue.Resolve(Text.Read(idOrPath, "id_or_path")!), swap);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_swap_model", CallConvs = [typeof(CallConvCdecl)])]
    private static int SwapModel(ulong engine, NativeModel* model, ulong* swap)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(model, sizeof(NativeModel), "rcnn_model");
            return Asked(found, ModelReader.Read(*model), swap);
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_swap_state", CallConvs = [typeof(CallConvCdecl)])]
    private static int SwapState(ulong engine, ulong swap, NativeSwapInfo* info)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(info, sizeof(NativeSwapInfo), "rcnn_swap_info");
            if (found.Swaps.Find(swap) is not { } known)
                return Failure.NoSwap();
            known.Describe(info);
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_swap_cancel", CallConvs = [typeof(CallConvCdecl)])]
    private static int SwapCancel(ulong engine, ulong swap)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            return found.Swaps.Find(swap) is not { } known ? Failure.NoSwap() : known.Cancel() ? Status.Ok : Status.Nothing;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    private static int Asked(NativeEngine engine, ModelDefinition model, ulong* swap)
    {
        ulong id = engine.Swaps.Ask(model);
        if (swap != null)
            *swap = id;
        return Status.Ok;
    }
}
