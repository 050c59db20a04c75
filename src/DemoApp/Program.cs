using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

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
            PreprocessCommand.Create(),
            DevicesCommand.Create(),
            ModelsCommand.Create(),
        };
        ArgumentFiles files = new();
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = files.TryReplaceToken });
        if (parsed.Errors.Count > 0)
        {
            string problem = files.Problem is { } unread ? unread
                : parsed.CommandResult.Command == root && parsed.UnmatchedTokens is [var unknown, ..]
                ? $"There is no command '{unknown}'{VisionException.Suggestion(unknown, root.Subcommands.Select(command => command.Name))}"
                : parsed.Errors[0].Message;
            Console.Error.WriteLine($"{Say.OneLine(problem)} Try --help.");
            return ExitCode.Misused;
        }
        if (parsed.CommandResult.Children.FirstOrDefault(given => given.Tokens.Any(token => token.Value.Length == 0)) is { } empty)
        {
            string name = empty is OptionResult option ? option.Option.Name : ((ArgumentResult)empty).Argument.Name;
            Console.Error.WriteLine($"{name}: '' names nothing. Try --help.");
            return ExitCode.Misused;
        }
        try
        {
            // What cannot be cancelled the system ends at once, as it does any program; the store puts itself right.
            if (parsed.Action is AsynchronousCommandLineAction)
                signals.Hear(TimeSpan.FromSeconds(DemoCommand.MayHaveFilesToFinish(parsed) ? 10 : 1));
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
