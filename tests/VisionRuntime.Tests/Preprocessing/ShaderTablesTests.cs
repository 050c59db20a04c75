using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What C# and the shaders agree on.</summary>
public sealed class ShaderTablesTests
{
    // 25 numbers of four bytes in rows of 16: what the shader's cbuffer takes.
    [Test]
    public void Parameters_HaveTheShadersLayout()
    {
        var p = new ShaderParameters();

        Assert.That(Unsafe.SizeOf<ShaderParameters>(), Is.EqualTo(ShaderParameters.Size).And.EqualTo(112));
        Assert.That(Offset(ref p, ref p.PictureWidth), Is.EqualTo(16));
        Assert.That(Offset(ref p, ref p.WordsPerDispatchRow), Is.EqualTo(32));
        Assert.That(Offset(ref p, ref p.ColumnWeights), Is.EqualTo(48));
        Assert.That(Offset(ref p, ref p.Scale), Is.EqualTo(64));
        Assert.That(Offset(ref p, ref p.Offset), Is.EqualTo(80));
        Assert.That(Offset(ref p, ref p.IsTurned), Is.EqualTo(96));

        static int Offset<T>(ref ShaderParameters start, ref T field) =>
            (int)Unsafe.ByteOffset(ref Unsafe.As<ShaderParameters, byte>(ref start), ref Unsafe.As<T, byte>(ref field));
    }
}
