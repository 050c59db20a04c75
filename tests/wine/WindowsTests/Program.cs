using System.Security;
using System.Text.RegularExpressions;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using RealtimeCnn.Tests;

// WindowsTests [NAME] : runs the tests whose full name contains NAME, or all. One line per test; the last line counts.
var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
runner.Load(typeof(Program).Assembly, new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 });
string named = args is [string part] ? $"<test re='1'>{SecurityElement.Escape(Regex.Escape(part))}</test>" : "";
string leftOut = Wine.HasOtherDirect3D12 ? $"<not><cat>{Wine.OwnDirect3D12}</cat></not>" : "";
TestFilter filter = TestFilter.FromXml($"<filter>{named}{leftOut}</filter>");
var lines = new Lines();
runner.Run(lines, filter);
Console.WriteLine($"{lines.Passed} passed, {lines.Failed} failed");
return lines.Failed == 0 && lines.Passed > 0 ? 0 : 1;

internal sealed class Lines : ITestListener
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public void TestFinished(ITestResult result)
    {
        // A suite counts only for what went wrong outside its tests.
        if (result.Test.IsSuite && !(result.ResultState.Site is FailureSite.SetUp or FailureSite.TearDown))
            return;
        bool passed = result.ResultState.Status == TestStatus.Passed; // a test that is skipped has proved nothing
        if (result.Test.IsSuite && passed)
            return;
        (Passed, Failed) = passed ? (Passed + 1, Failed) : (Passed, Failed + 1);
        string output = result.Output.Length > 0 ? ": " + result.Output.Trim() : "";
        Console.WriteLine($"{(passed ? "ok    " : "FAILED")} {result.FullName} ({result.Duration:0.0} s){output}");
        if (!passed)
            Console.WriteLine($"{result.ResultState}: {result.Message}\n{result.StackTrace}");
    }

    public void TestStarted(ITest test)
    {
    }

    public void TestOutput(TestOutput output)
    {
    }

    public void SendMessage(TestMessage message)
    {
    }
}
