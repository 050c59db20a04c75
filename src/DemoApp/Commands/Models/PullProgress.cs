using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary>Shows a download: as a bar in a terminal, as a few plain lines elsewhere.</summary>
internal static class PullProgress
{
    public static Task<T> ShowAsync<T>(
        ModelsContext context, string name, Func<IProgress<(long Received, long? Total, string? Notice)>, Task<T>> download) =>
        !context.IsInteractive
            ? download(new PullLines(name, context.WriteLine))
            : context.Console.Progress()
                .Columns(
                    new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(),
                    new TransferSpeedColumn(), new RemainingTimeColumn())
                .StartAsync(bars => download(new Bar(context.Console, bars.AddTask(Markup.Escape(name), autoStart: true))));

    private sealed class Bar(IAnsiConsole console, ProgressTask task) : IProgress<(long Received, long? Total, string? Notice)>
    {
        public void Report((long Received, long? Total, string? Notice) progress)
        {
            if (progress.Notice is not null)
                console.WriteLine(progress.Notice);
            task.IsIndeterminate = progress.Total is null;
            task.MaxValue = progress.Total ?? double.MaxValue;
            task.Value = progress.Received;
        }
    }
}
