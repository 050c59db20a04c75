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
    // .NET 10 switches FMA off together with AVX2, and knows no switch for it alone.
    [TestCase("EnableAVX512", "AVX-512 False")]
    [TestCase("EnableAVX2", "AVX2 False, FMA False")]
    [TestCase("EnableAVX", "AVX False")]
    [TestCase("EnableHWIntrinsic", "SSE4.1 False")]
    public void AgreesWithScalarWithout(string switchedOff, string seen)
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
        Assert.That(output, Does.Contain(seen), "The switch had no effect.");
    }

    /// <summary>The child's work: prints what it saw and returns the exit status.</summary>
    internal static int RunAgreement()
    {
        double worst = 0;
        foreach ((string name, PreprocessSpec spec) in AgreementCases.Specs())
        {
            if (AgreementCases.Check(spec, AgreementCases.FewSizes, s => new SimdPreprocessor(s), out double difference) is { } mismatch)
            {
                Console.WriteLine($"{name}: {mismatch}");
                return 1;
            }
            worst = Math.Max(worst, spec.Type == TensorType.Float32 ? difference : 0);
        }
        Console.WriteLine(
            $"SSE4.1 {Sse41.IsSupported}, AVX {Avx.IsSupported}, AVX2 {Avx2.IsSupported}, FMA {Fma.IsSupported}, "
            + $"AVX-512 {Avx512F.IsSupported}: float32 differs from scalar by at most {worst:G3}");
        return 0;
    }
}
