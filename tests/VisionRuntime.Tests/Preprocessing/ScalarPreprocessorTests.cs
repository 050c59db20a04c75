using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The truth itself.</summary>
[TestFixture]
public sealed class ScalarPreprocessorTests : PreprocessorConformance
{
    private protected override IPreprocessor Create(PreprocessSpec spec) => new ScalarPreprocessor(spec);
}
