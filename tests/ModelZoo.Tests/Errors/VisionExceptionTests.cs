using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What others wrote, in what a terminal shows.</summary>
[TestFixture]
public class VisionExceptionTests
{
    [TestCase("\u001B[2J\u001B[31mred", "?[2J?[31mred")]
    [TestCase("bell\a, back\b, null\0, delete\u007F", "bell?, back?, null?, delete?")]
    [TestCase("C1: \u009B31m \u0085\u009D", "C1: ?31m ??")]
    [TestCase("\u202Etxt.exe\u202C \u2066a\u2069 \u200F\u200E\u061C \uFEFF\u200B \u2028\u2029", "?txt.exe? ?a? ??? ?? ??")]
    [TestCase("a\r\nb\tc", "a\n\nb c")]
    public void WhatSteersATerminal_DoesNotReachIt(string foreign, string plain)
    {
        Assert.That(VisionException.Plain(foreign), Is.EqualTo(plain));
        Assert.That(new VisionException(foreign).Message, Is.EqualTo(plain));
    }

    [TestCase("Résumé 模型 مرحبا 🙂 'x'\n  next line")]
    [TestCase("")]
    public void OtherText_StaysItself(string text) => Assert.That(VisionException.Plain(text), Is.SameAs(text));
}
