using System.Text;
using Silk.NET.Core.Native;
using Silk.NET.Direct3D.Compilers;

namespace RealtimeCnn.Direct3D12;

/// <summary>Compiles the shaders that are embedded as source, with the system's compiler. Any thread.</summary>
internal static unsafe class ShaderCompiler
{
    /// <summary>Compiles one entry point.</summary>
    /// <param name="file">Name of a file of <c>shaders/</c>.</param>
    /// <param name="entryPoint">Name of the function.</param>
    /// <param name="target">Stage and model, as in <c>cs_5_0</c>.</param>
    /// <param name="macros">Macros to define.</param>
    /// <exception cref="VisionException">The compiler is missing or refuses.</exception>
    public static byte[] Compile(string file, string entryPoint, string target, params ReadOnlySpan<(string Name, string Value)> macros)
    {
        using Stream stream = typeof(ShaderCompiler).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        byte[] source = new byte[stream.Length];
        stream.ReadExactly(source);
        using D3DCompiler compiler = OpenCompiler();
        var texts = new List<nint>();
        ID3D10Blob* code = null, errors = null;
        try
        {
            D3DShaderMacro* defines = stackalloc D3DShaderMacro[macros.Length + 1]; // ends with one of nulls
            for (int i = 0; i < macros.Length; i++)
                defines[i] = new D3DShaderMacro { Name = Text(macros[i].Name), Definition = Text(macros[i].Value) };
            defines[macros.Length] = default;
            int result;
            fixed (byte* text = source)
                result = compiler.Compile(
                    text, (nuint)source.Length, Text(file), defines, null, Text(entryPoint), Text(target), 0, 0, &code, &errors);
            if (result < 0)
            {
                string reason = errors is null ? HResults.Describe(result) : Encoding.UTF8.GetString(errors->Buffer).TrimEnd('\0', '\n');
                throw new VisionException($"The shader {file} does not compile on this machine ({entryPoint}, {target}): {reason}");
            }
            return code->Buffer.ToArray();
        }
        finally
        {
            foreach (nint text in texts)
                SilkMarshal.Free(text);
            Release(code);
            Release(errors);
        }

        byte* Text(string text)
        {
            nint copy = SilkMarshal.StringToPtr(text);
            texts.Add(copy);
            return (byte*)copy;
        }
    }

    private static D3DCompiler OpenCompiler()
    {
        try
        {
            return D3DCompiler.GetApi();
        }
        catch (FileNotFoundException e)
        {
            throw new VisionException("D3DCompiler_47.dll is missing; it is part of Windows 10 and later.", e);
        }
    }

    private static void Release(ID3D10Blob* blob)
    {
        if (blob is not null)
            blob->Release();
    }
}
