namespace RealtimeCnn.Native;

/// <summary>
/// The UTF-8 of class names. A model's names are the same strings in each result, so a place by class number and a look at the reference
/// tell whether it is known, whichever model ran before. Allocates nothing after it is made. One thread at a time.
/// </summary>
internal sealed unsafe class LabelCache
{
    private const int Places = 1024; // classes further apart share one, and are written anew where they alternate

    private readonly string?[] _of = new string?[Places];
    private readonly byte[] _utf8 = new byte[Places * TextLimits.NameBytes];
    private readonly byte[] _lengths = new byte[Places];

    /// <summary>Writes the name of a prediction's class.</summary>
    public void Write(in Prediction prediction, byte* to)
    {
        int place = prediction.ClassId & (Places - 1);
        fixed (byte* utf8 = &_utf8[place * TextLimits.NameBytes])
        {
            if (!ReferenceEquals(_of[place], prediction.Label))
            {
                _lengths[place] = (byte)Text.Write(prediction.Label, utf8, TextLimits.NameBytes);
                _of[place] = prediction.Label;
            }
            Buffer.MemoryCopy(utf8, to, TextLimits.NameBytes, _lengths[place]);
        }
    }
}
