using System.Text.RegularExpressions;
using NUnit.Framework;
using OpenCvSharp;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Pages;

/// <summary>The files of a reader's that the commands of the pages name.</summary>
internal static partial class PageFiles
{
    private static readonly string[] OutputOptions = ["--output", "--record", "--screenshot", "--json", "--html"];

    /// <summary>Makes those that a command reads.</summary>
    public static void MakeFor(string command, Func<string, string> at)
    {
        string[] written = [.. WrittenBy(command)];
        foreach (string name in Name().Matches(command).Select(match => match.Value).Except(written))
            Make(name, command, at);
    }

    /// <summary>The files that a command is to write.</summary>
    public static IEnumerable<string> WrittenBy(string command)
    {
        string[] words = command.Split(' ');
        return words.Zip(words.Skip(1)).Where(pair => OutputOptions.Contains(pair.First) && Name().IsMatch(pair.Second))
            .Select(pair => pair.Second);
    }

    private static void Make(string name, string command, Func<string, string> at)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(at(name))!);
        switch (Path.GetExtension(name))
        {
            case ".png" or ".jpg" or ".tif":
                Draw(at(name.Replace('*', '1')));
                break;
            case ".mp4":
                Machine.NeedsFfmpeg();
                string[] recording = ["demo", "--source", "synthetic:moving", "--frames", "20", "--headless", "--record", at(name)];
                Assert.That(CommandLine.Run(recording).ExitCode, Is.Zero);
                break;
            case ".onnx" when command.Contains("--output-name logits"):
                TinyNetwork tags = new([1, 3, 224, 224]);
                tags.Output(tags.Add("Sigmoid", [tags.Logits]), "logits");
                File.WriteAllBytes(at(name), tags.Definition().Content.ToArray());
                break;
            case ".onnx":
                File.WriteAllBytes(at(name), TestStore.LeNet5);
                break;
            case ".txt":
                File.WriteAllLines(at(name), Enumerable.Range(0, name == "tags.txt" ? 6 : 10).Select(i => $"name {i}"));
                break;
            case ".csv":
                File.WriteAllLines(at(name), ["file,label", "1.png,1"]);
                break;
            case ".npy":
                NpyFile.Write(at(name), new byte[32 * 32 * 4], TensorType.Float32, 1, 1, 32, 32);
                break;
            case "": // a folder of pictures
                Draw(at(name + "/1.png"));
                break;
            default:
                Assert.Fail($"Nothing is known of '{name}'.");
                break;
        }
    }

    private static void Draw(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Mat picture = new(64, 64, MatType.CV_8UC3, Scalar.Black);
        Cv2.Line(picture, 32, 12, 32, 52, Scalar.White, 6);
        Assert.That(Cv2.ImWrite(path, picture), Is.True);
    }

    [GeneratedRegex(@"[\w*/]+\.(png|jpg|tif|mp4|onnx|txt|npy|svg|json|dot|html|csv)\b|\bphotos(?=/)")]
    private static partial Regex Name();
}
