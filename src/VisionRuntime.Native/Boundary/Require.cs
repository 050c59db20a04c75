namespace RealtimeCnn.Native;

/// <summary>What every function asks of its arguments. Allocates nothing where they are right.</summary>
internal static unsafe class Require
{
    /// <summary>A struct is there, and its size is the one that this library knows.</summary>
    public static void Struct(void* pointer, int size, string name)
    {
        NotNull(pointer, name);
        uint stated = *(uint*)pointer;
        if (stated != size)
        {
            throw new Refusal(
                Status.BadSize, $"{name}.size is {stated}; this library takes {size}. Set it to sizeof({name}), by RCNN_STRUCT.");
        }
    }

    public static void NotNull(void* pointer, string name)
    {
        if (pointer == null)
            throw new Refusal(Status.BadArgument, $"{name} is null.");
    }

    /// <summary>A truth value is 0 or 1.</summary>
    public static bool Flag(int value, string name) => value switch
    {
        0 => false,
        1 => true,
        _ => throw new Refusal(Status.BadArgument, $"{name} is {value}; it is 0 or 1."),
    };

    /// <summary>A number lies within limits.</summary>
    public static int Within(int value, int least, int most, string name) => value >= least && value <= most
        ? value : throw new Refusal(Status.BadArgument, $"{name} is {value}; it is {least} to {most}.");
}
