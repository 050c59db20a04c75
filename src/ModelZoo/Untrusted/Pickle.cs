using System.Buffers.Binary;
using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Reads the part of Python's pickle format that PyTorch's state dicts use. A pickle is a program for a stack machine that may
/// call any function. This machine knows a closed list of instructions and of names, and calls nothing: it notes down what was
/// to be called (<see cref="PickleCall"/>) and leaves the meaning to <see cref="StateDict"/>. Work and memory are bounded by
/// the number of instructions; nothing recurses.
/// Instructions: https://github.com/python/cpython/blob/main/Lib/pickletools.py.
/// </summary>
internal ref struct Pickle
{
    /// <summary>Longest pickle; the state dict of the largest network here has 0.2 MB.</summary>
    public const int MaxLength = 8 << 20;

    private const int MaxInstructions = 1 << 19;
    private const int MaxNameLength = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Func<object?, object> _resolve;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _position;
    private int _instructionsLeft = MaxInstructions;

    private Pickle(ReadOnlySpan<byte> bytes, Func<object?, object> resolve)
    {
        _bytes = bytes;
        _resolve = resolve;
    }

    /// <summary>Reads one pickle.</summary>
    /// <param name="bytes">Begins with the pickle; more may follow.</param>
    /// <param name="resolve">Turns a persistent id, by which a pickle refers to things outside it, into a value.</param>
    /// <param name="length">How many bytes the pickle has.</param>
    /// <returns>null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, what
    /// <paramref name="resolve"/> gave, or one of the Pickle types.</returns>
    /// <exception cref="InvalidDataException">It is broken, or does what is not allowed; the message names it.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes, Func<object?, object> resolve, out int length)
    {
        Pickle machine = new(bytes, resolve);
        while (true)
        {
            machine.Work(1);
            byte instruction = machine.Byte();
            if (instruction == (byte)'.')
            {
                object? result = machine.Pop();
                if (machine._stack.Count > 0)
                    throw new InvalidDataException("its pickle ends with values left over");
                length = machine._position;
                return result;
            }
            machine.Step(instruction);
        }
    }

    // Copying a value counts like as many instructions, or few of them could multiply a large one.
    private void Work(int steps)
    {
        _instructionsLeft -= steps;
        if (_instructionsLeft < 0)
            throw new InvalidDataException($"its pickle does more than {MaxInstructions:N0} instructions' work");
    }

    private void Step(byte instruction)
    {
        switch (instruction)
        {
            case 0x80: RequireProtocol(Byte()); break;
            case 0x95: Take(8); break; // FRAME: how much to read ahead
            case (byte)'(': Push(Mark.Instance); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': Push((long)Int32()); break;
            case 0x8A: Push(Long(Byte())); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 0x8C: Push(Text(Byte())); break;
            case (byte)'X': Push(Text(Int32())); break;
            case (byte)'U': Push(Text(Byte())); break; // Python 2's text
            case (byte)'T': Push(Text(Int32())); break;
            case (byte)')': Push(new PickleTuple([])); break;
            case 0x85: Push(new PickleTuple(PopMany(1))); break;
            case 0x86: Push(new PickleTuple(PopMany(2))); break;
            case 0x87: Push(new PickleTuple(PopMany(3))); break;
            case (byte)'t': Push(new PickleTuple(PopToMark())); break;
            case (byte)']': Push(new PickleList([])); break;
            case (byte)'a': Append(PopMany(1)); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'}': Push(new PickleDictionary([])); break;
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': _memo[Byte()] = Peek(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek(); break;
            case 0x94: _memo[(uint)_memo.Count] = Peek(); break;
            case (byte)'h': Push(Remembered(Byte())); break;
            case (byte)'j': Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case (byte)'c': PushGlobal($"{Line()}.{Line()}"); break;
            case 0x93: PushGlobal(string.Join('.', PopMany(2).Select(part => part as string ?? "?"))); break;
            case (byte)'Q': Push(_resolve(Pop())); break;
            case (byte)'R' or 0x81: Call(); break; // REDUCE, NEWOBJ
            case (byte)'b': Build(); break;
            default:
                throw new InvalidDataException(
                    $"its pickle uses the instruction {NameOf(instruction)}, which is not allowed in a state dict");
        }
    }

    private void Call()
    {
        object?[] operands = PopMany(2);
        if (operands is not [PickleGlobal function, PickleTuple arguments])
            throw new InvalidDataException("its pickle calls something that is no function");
        if (function.Name != PickleGlobals.OrderedDictionary)
            Push(new PickleCall(function, arguments.Items));
        else if (arguments.Items is [])
            Push(new PickleDictionary([]));
        else if (arguments.Items is [PickleList pairs])
            Push(FromPairs(pairs)); // as Python 2 wrote it
        else
            throw new InvalidDataException("its pickle makes an ordered dictionary of something else than pairs");
    }

    // The state of a dictionary is _metadata, that of a parameter whether it is trained: neither matters here.
    private void Build()
    {
        Pop();
        if (Peek() is not (PickleDictionary or PickleCall { Function.Name: PickleGlobals.Parameter }))
            throw new InvalidDataException("its pickle sets the state of something else than a dictionary or parameter");
    }

    private void Append(object?[] items)
    {
        if (Peek() is not PickleList list)
            throw new InvalidDataException("its pickle appends to something that is no list");
        list.Items.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not PickleDictionary dictionary || items.Length % 2 != 0)
            throw new InvalidDataException("its pickle sets items of something that is no dictionary");
        for (int i = 0; i < items.Length; i += 2)
            dictionary.Items.Add(new(items[i], items[i + 1]));
    }

    private void PushGlobal(string name)
    {
        if (!PickleGlobals.Allows(name))
        {
            throw new InvalidDataException($"its pickle names {Printable.Name(name)}, which is not allowed in a state dict "
                + "(it could run code); save model.state_dict() alone");
        }
        Push(new PickleGlobal(name));
    }

    private PickleDictionary FromPairs(PickleList pairs)
    {
        Work(pairs.Items.Count);
        return new PickleDictionary(pairs.Items.ConvertAll(ToPair));
    }

    private static KeyValuePair<object?, object?> ToPair(object? item) => item switch
    {
        PickleList { Items: [object key, var value] } => new(key, value),
        PickleTuple { Items: [object key, var value] } => new(key, value),
        _ => throw new InvalidDataException("its pickle makes an ordered dictionary of something else than pairs"),
    };

    private static void RequireProtocol(byte protocol)
    {
        if (protocol is < 2 or > 5)
            throw new InvalidDataException($"its pickle has protocol {protocol}; 2 to 5 are supported");
    }

    private readonly void Push(object? value) => _stack.Add(value);

    private readonly object? Peek() => _stack.Count > 0 && _stack[^1] is not Mark
        ? _stack[^1]
        : throw new InvalidDataException("its pickle needs a value where there is none");

    private readonly object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private readonly object?[] PopMany(int count)
    {
        object?[] values = new object?[count];
        while (count > 0)
            values[--count] = Pop();
        return values;
    }

    private readonly object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(Mark.Instance);
        if (mark < 0)
            throw new InvalidDataException("its pickle needs a mark where there is none");
        object?[] values = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private readonly object? Remembered(uint index) => _memo.TryGetValue(index, out object? value)
        ? value
        : throw new InvalidDataException($"its pickle refers to value {index}, which it has not stored");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _position)
            throw new InvalidDataException("its pickle ends too early or is too long");
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    private byte Byte() => Take(1)[0];

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private long Long(int length)
    {
        if (length > sizeof(long))
            throw new InvalidDataException($"its pickle holds an integer of {length} bytes");
        long value = 0;
        ReadOnlySpan<byte> digits = Take(length);
        for (int i = length - 1; i >= 0; i--)
            value = i == length - 1 ? (sbyte)digits[i] : (value << 8) | digits[i];
        return value;
    }

    private string Text(int length)
    {
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("its pickle holds text that is not UTF-8", e);
        }
    }

    private string Line()
    {
        int length = _bytes[_position..].IndexOf((byte)'\n');
        if (length is < 0 or > MaxNameLength)
            throw new InvalidDataException("its pickle holds a name without end");
        string line = Text(length);
        Take(1);
        return line;
    }

    private static string NameOf(byte instruction) => (char)instruction switch
    {
        'i' => "INST",
        'o' => "OBJ",
        'P' => "PERSID",
        '0' => "POP",
        '1' => "POP_MARK",
        '2' => "DUP",
        'B' or 'C' or '\x8E' => "BINBYTES",
        '\x8B' => "LONG4",
        '\x8F' => "EMPTY_SET",
        '\x90' => "ADDITEMS",
        '\x91' => "FROZENSET",
        '\x92' => "NEWOBJ_EX",
        '\x82' or '\x83' or '\x84' => "EXT",
        _ => $"0x{instruction:X2}",
    };

    /// <summary>Lies on the stack where a group of values begins.</summary>
    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
