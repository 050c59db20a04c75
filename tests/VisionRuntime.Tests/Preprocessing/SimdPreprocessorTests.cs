using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The fast processor path: the common suite, and agreement with the scalar truth.</summary>
[TestFixture]
public sealed class SimdPreprocessorTests : FastPreprocessorConformance
{
    private protected override IPreprocessor Create(PreprocessSpec spec) => new SimdPreprocessor(spec);
}
