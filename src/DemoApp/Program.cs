using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RealtimeCnn.DemoApp;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        StandardFiles.Complete();
        if (OpenFileLimit.IsTooLow())
            return ExitCode.Failed;
        int code = await RunAsync(args);
        if (LoadedModel.IsAnyAtWork)
            ProcessEnd.Now(code);
        return code;
    }

    private static async Task<int> RunAsync(string[] args)
    {
        Utf8Output.Begin();
        BigBlocks.GiveBackWhenFreed();
        NativeMessages.Silence();
        EndSignals signals = new();
        RootCommand root = new("Real-time image classification: frames in, predictions and latency out, models swapped while it runs.")
        {
            DemoCommand.Create(signals.Late),
            ClassifyCommand.Create(),
            CompareCommand.Create(signals.Late),
            PreprocessCommand.Create(),
            DevicesCommand.Create(),
            ModelsCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Add(CompletionCommand.CreateAnswer(root));
        ArgumentFiles files = new();
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = files.TryReplaceToken });
        if ((files.Problem ?? WrongUse.Problem(parsed)) is { } problem)
        {
            Say.Error($"{Say.OneLine(problem)} {WrongUse.Help(parsed)}");
            return ExitCode.Misused;
        }
        if (parsed.Action is HelpAction)
            return HelpText.Write(parsed);
        try
        {
            // What cannot be cancelled the system ends at once, as it does any program; the store puts itself right.
            if (parsed.Action is AsynchronousCommandLineAction)
            {
                bool mayHaveFiles = DemoCommand.MayHaveFilesToFinish(parsed) || CompareCommand.MayHaveFilesToFinish(parsed);
                signals.Hear(TimeSpan.FromSeconds(mayHaveFiles ? 10 : 1));
            }
            // No time for System.CommandLine: it would listen as well, and a second signal ended the program in its hands (3.0.0).
            InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, signals.Token);
        }
        catch (Exception e) when (Say.WhyUnwritten(e) is { } reason)
        {
            Say.Error($"Standard output was not written: {reason}.");
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            Say.Error(RunEnd.Describe(e));
            return ExitCode.Failed;
        }
    }
}
