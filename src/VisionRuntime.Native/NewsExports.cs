using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>What engines have to tell beside their results.</summary>
internal static unsafe class NewsExports
{
    [UnmanagedCallersOnly(EntryPoint = "rcnn_next_event", CallConvs = [typeof(CallConvCdecl)])]
    private static int NextEvent(ulong engine, NativeEvent* to)
    {
        try
        {
            if (NativeEngines.Find(engine) is not { } found)
                return Failure.NoEngine();
            Require.Struct(to, sizeof(NativeEvent), "rcnn_event");
            if (!found.Swaps.Events.TryTake(out EngineEvent news, out int missed))
                return Status.Nothing;
            (to->Kind, to->Missed, to->Swap, to->AtFrame) = (news.Kind, missed, news.Swap, news.AtFrame);
            Text.Write(news.Model, to->Model, TextLimits.NameBytes);
            Text.Write(news.Text, to->Text, TextLimits.TextBytes);
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rcnn_next_log", CallConvs = [typeof(CallConvCdecl)])]
    private static int NextLog(NativeLogLine* to)
    {
        try
        {
            Require.Struct(to, sizeof(NativeLogLine), "rcnn_log_line");
            if (!Log.TryTake(out LogLine line, out int missed))
                return Status.Nothing;
            (to->Level, to->Missed, to->AtNs) = (line.Level, missed, line.AtNs);
            Text.Write(line.Engine, to->Engine, TextLimits.NameBytes);
            Text.Write(line.Text, to->Text, TextLimits.TextBytes);
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Of(e);
        }
    }
}
