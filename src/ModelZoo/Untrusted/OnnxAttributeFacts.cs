namespace RealtimeCnn.ModelZoo;

/// <summary>
/// What an ONNX attribute says in whole numbers. ONNX Runtime's operators divide by some without a look, cut others to 32 bits, which may
/// leave 0, and some recur as often as a list is long: each can end the program.
/// </summary>
internal struct OnnxAttributeFacts
{
    private const long BytesOfANumber = 3, MaxListBytes = 250_000 * BytesOfANumber; // LoadThread's stack is for so many

    private static readonly HashSet<string> Divisors = ["blocksize", "group", "groups", "kv_num_heads", "q_num_heads"];

    private bool _hasNumber;
    private bool _isWide;
    private long _number;
    private long _listBytes;

    /// <summary>The attribute of the function around it whose value it has; null if it has its own.</summary>
    public string? Reference { get; set; }

    /// <summary>Takes in a field.</summary>
    /// <param name="reader">At its payload; stays there.</param>
    public void Take(ProtobufReader reader)
    {
        switch (reader.Field, reader.Type)
        {
            case (3, WireType.Varint):
                (_hasNumber, _number) = (true, (long)reader.Value);
                _isWide = _number is < int.MinValue or > int.MaxValue;
                break;
            case (8, WireType.Bytes):
                _listBytes += (long)reader.Value;
                break;
            case (8, _):
                _listBytes += BytesOfANumber;
                break;
        }
    }

    /// <summary>Checks the whole of it.</summary>
    /// <exception cref="InvalidDataException">It is not to be given to ONNX Runtime.</exception>
    public readonly void Require(string name)
    {
        if (_listBytes > MaxListBytes)
            throw Refused("has more numbers than decision trees have nodes here");
        if (_isWide && name != "value_int") // of a constant
            throw Refused($"is {_number:N0}");
        // One that is left out is 0 as well.
        if (Divisors.Contains(name) && (Reference is null ? !_hasNumber || _number == 0 : !Divisors.Contains(Reference)))
            throw Refused("is 0, or may be");

        InvalidDataException Refused(string why) => new($"the attribute '{Printable.Name(name)}' of an operator {why}");
    }
}
