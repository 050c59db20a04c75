using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary>Shows a download: as a bar in a terminal, as a few plain lines elsewhere.</summary>
internal static class PullProgress
{
    public static Task<T> ShowAsync<T>(
        ModelsContext context, string name, Func<IProgress<(long Received, long? Total, string? Notice)>, Task<T>> download) =>
        !context.IsInteractive
            ? download(new Lines(context, name))
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

    private sealed class Lines(ModelsContext context, string name) : IProgress<(long Received, long? Total, string? Notice)>
    {
        private const int Step = 10;
        private long _shown;

        public void Report((long Received, long? Total, string? Notice) progress)
        {
            if (progress.Notice is not null)
                context.WriteLine($"{name}: {progress.Notice}");
            if (progress.Total is not > 0)
                return;
            long percent = progress.Received * 100 / progress.Total.Value;
            if (percent < _shown + Step)
                return;
            _shown = percent / Step * Step;
            context.WriteLine($"{name}: {_shown} %, {ModelText.Size(progress.Received)} of {ModelText.Size(progress.Total.Value)}");
        }
    }
}
