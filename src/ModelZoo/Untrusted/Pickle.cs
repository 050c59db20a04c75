namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Reads the part of Python's pickle format that PyTorch's checkpoints use. A pickle is a program for a stack machine that may
/// call any function. This machine knows a closed list of instructions, and calls nothing: of what state dicts are made of it notes
/// down the call (<see cref="PickleCall"/>) and leaves the meaning to <see cref="StateDict"/>; of everything else it keeps the name
/// (<see cref="PickleOpaque"/>). Work and memory are bounded by the number of instructions; nothing recurses.
/// Instructions: https://github.com/python/cpython/blob/main/Lib/pickletools.py.
/// </summary>
internal ref struct Pickle
{
    /// <summary>Longest pickle; the state dict of the largest network here has 0.2 MB.</summary>
    public const int MaxLength = 8 << 20;

    private const int MaxInstructions = 1 << 19;
    private readonly Func<object?, object> _resolve;
    private readonly ICollection<string>? _foreign;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private PickleBytes _bytes;
    private int _instructionsLeft = MaxInstructions;

    private Pickle(ReadOnlySpan<byte> bytes, Func<object?, object> resolve, ICollection<string>? foreign)
    {
        _bytes = new PickleBytes(bytes);
        _resolve = resolve;
        _foreign = foreign;
    }

    /// <summary>Reads one pickle.</summary>
    /// <param name="bytes">Begins with the pickle; more may follow.</param>
    /// <param name="resolve">Turns a persistent id, by which a pickle refers to things outside it, into a value.</param>
    /// <param name="length">How many bytes the pickle has.</param>
    /// <param name="foreign">Gets the name of each class or function that no state dict is made of.</param>
    /// <returns>null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, what
    /// <paramref name="resolve"/> gave, or one of the Pickle types.</returns>
    /// <exception cref="InvalidDataException">It is broken, or does what is not allowed; the message names it.</exception>
    public static object? Read(
        ReadOnlySpan<byte> bytes, Func<object?, object> resolve, out int length, ICollection<string>? foreign = null)
    {
        Pickle machine = new(bytes, resolve, foreign);
        while (true)
        {
            machine.Work(1);
            byte instruction = machine._bytes.Byte();
            if (instruction == (byte)'.')
            {
                object? result = machine.Pop();
                if (machine._stack.Count > 0)
                    throw new InvalidDataException("its pickle ends with values left over");
                length = machine._bytes.Position;
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
            case 0x80: RequireProtocol(_bytes.Byte()); break;
            case 0x95: _bytes.Take(8); break; // FRAME: how much to read ahead
            case (byte)'(': Push(Mark.Instance); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'K': Push((long)_bytes.Byte()); break;
            case (byte)'M': Push((long)_bytes.UInt16()); break;
            case (byte)'J': Push((long)_bytes.Int32()); break;
            case 0x8A: Push(_bytes.Long(_bytes.Byte())); break;
            case 0x8B: Push(_bytes.Long(_bytes.Int32())); break;
            case (byte)'G': Push(_bytes.Double()); break;
            case 0x8C: Push(_bytes.Text(_bytes.Byte())); break;
            case (byte)'X': Push(_bytes.Text(_bytes.Int32())); break;
            case (byte)'U': Push(_bytes.OldText(_bytes.Byte())); break;
            case (byte)'T': Push(_bytes.OldText(_bytes.Int32())); break;
            case (byte)'C': PushBytes(_bytes.Byte()); break;
            case (byte)'B': PushBytes(_bytes.Int32()); break;
            case 0x8E or 0x96: PushBytes(_bytes.Length64()); break;
            case (byte)')': Push(new PickleTuple([])); break;
            case 0x85: Push(new PickleTuple(PopMany(1))); break;
            case 0x86: Push(new PickleTuple(PopMany(2))); break;
            case 0x87: Push(new PickleTuple(PopMany(3))); break;
            case (byte)'t': Push(new PickleTuple(PopToMark())); break;
            case (byte)']': Push(new PickleList([])); break;
            case (byte)'a': Append(PopMany(1)); break;
            case (byte)'e': Append(PopToMark()); break;
            case 0x8F: Push(PickleOpaque.Set); break;
            case 0x90: AddToSet(PopToMark()); break;
            case 0x91: PopToMark(); Push(PickleOpaque.Set); break;
            case (byte)'}': Push(new PickleDictionary([])); break;
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': _memo[_bytes.Byte()] = Peek(); break;
            case (byte)'r': _memo[_bytes.UInt32()] = Peek(); break;
            case 0x94: _memo[(uint)_memo.Count] = Peek(); break;
            case (byte)'h': Push(Remembered(_bytes.Byte())); break;
            case (byte)'j': Push(Remembered(_bytes.UInt32())); break;
            case (byte)'c': PushGlobal($"{_bytes.Line()}.{_bytes.Line()}"); break;
            case 0x93: PushGlobal(string.Join('.', PopMany(2).Select(part => part as string ?? "?"))); break;
            case (byte)'Q': Push(_resolve(Pop())); break;
            case (byte)'R' or 0x81: Call(); break; // REDUCE, NEWOBJ
            case 0x92: CallWithKeywords(); break;
            case (byte)'0': Pop(); break; // how tuples and lists that hold themselves end
            case (byte)'1': PopToMark(); break;
            case (byte)'b': Build(); break;
            default:
                throw new InvalidDataException(
                    $"its pickle uses the instruction {NameOf(instruction)}, which is not allowed in a checkpoint");
        }
    }

    private void Call()
    {
        object?[] operands = PopMany(2);
        if (operands is [PickleOpaque unknown, PickleTuple])
        {
            Push(unknown);
            return;
        }
        if (operands is not [PickleGlobal function, PickleTuple arguments])
            throw new InvalidDataException("its pickle calls something that is no function");
        if (function.Name == PickleGlobals.DefaultDictionary)
            Push(new PickleDictionary([])); // its items follow; what it would make for a missing key does not matter
        else if (!PickleGlobals.Allows(function.Name))
            Push(new PickleOpaque(function.Name));
        else if (function.Name != PickleGlobals.OrderedDictionary)
            Push(new PickleCall(function, arguments.Items));
        else if (arguments.Items is [])
            Push(new PickleDictionary([]));
        else if (arguments.Items is [PickleList pairs])
            Push(FromPairs(pairs)); // as Python 2 wrote it
        else
            throw new InvalidDataException("its pickle makes an ordered dictionary of something else than pairs");
    }

    private void CallWithKeywords()
    {
        Pop(); // which only an unknown class has
        Call();
    }

    // The state of a dictionary is _metadata, that of a parameter whether it is trained: neither matters here.
    private void Build()
    {
        Pop();
        if (Peek() is not (PickleDictionary or PickleOpaque or PickleCall { Function.Name: PickleGlobals.Parameter }))
            throw new InvalidDataException("its pickle sets the state of something else than a dictionary or parameter");
    }

    private void Append(object?[] items)
    {
        object? target = Peek();
        if (target is not (PickleList or PickleOpaque))
            throw new InvalidDataException("its pickle appends to something that is no list");
        (target as PickleList)?.Items.AddRange(items);
    }

    private void AddToSet(object?[] _)
    {
        if (Peek() is not PickleOpaque)
            throw new InvalidDataException("its pickle adds to something that is no set");
    }

    private void SetItems(object?[] items)
    {
        object? target = Peek();
        if (target is not (PickleDictionary or PickleOpaque) || items.Length % 2 != 0)
            throw new InvalidDataException("its pickle sets items of something that is no dictionary");
        for (int i = 0; i < items.Length && target is PickleDictionary dictionary; i += 2)
            dictionary.Items.Add(new(items[i], items[i + 1]));
    }

    private void PushGlobal(string name)
    {
        if (PickleGlobals.RunsPrograms(name))
        {
            throw new InvalidDataException($"its pickle names {Printable.Name(name)}, which is not allowed in a checkpoint "
                + "(it could run code where others open the file); do not trust it");
        }
        if (!PickleGlobals.Allows(name) && name != PickleGlobals.DefaultDictionary)
            _foreign?.Add(name);
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

    private void PushBytes(int length)
    {
        _bytes.Take(length);
        Push(PickleOpaque.Bytes);
    }

    private static string NameOf(byte instruction) => (char)instruction switch
    {
        'i' => "INST",
        'o' => "OBJ",
        'P' => "PERSID",
        '2' => "DUP",
        '\x82' or '\x83' or '\x84' => "EXT",
        _ => $"0x{instruction:X2}",
    };

    /// <summary>Lies on the stack where a group of values begins.</summary>
    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
