using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>
/// Runs the agreement of <see cref="SimdPreprocessor"/> with the scalar truth again in child processes whose runtime hides instruction
/// sets: the only way to see the code that older processors run.
/// </summary>
public sealed class InstructionSetTests
{
    [Test]
    public void AgreesWithScalarWithout([Values("EnableAVX512F", "EnableAVX2", "EnableFMA", "EnableAVX", "EnableHWIntrinsic")] string switchedOff)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { typeof(InstructionSetTests).Assembly.Location, "preprocessing-agreement" },
            Environment = { ["DOTNET_" + switchedOff] = "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();

        TestContext.Out.WriteLine(output);
        Assert.That(child.ExitCode, Is.Zero, output + errors.Result);
    }

    /// <summary>The child's work: prints what it saw and returns the exit status.</summary>
    internal static int RunAgreement()
    {
        double worst = 0;
        foreach ((string name, PreprocessSpec spec) in AgreementCases.Specs())
        {
            if (AgreementCases.Check(spec, s => new SimdPreprocessor(s), out double difference) is { } mismatch)
            {
                Console.WriteLine($"{name}: {mismatch}");
                return 1;
            }
            worst = Math.Max(worst, spec.Type == TensorType.Float32 ? difference : 0);
        }
        Console.WriteLine($"AVX2 {Avx2.IsSupported}, FMA {Fma.IsSupported}: float32 differs from scalar by at most {worst:G3}");
        return 0;
    }
}
