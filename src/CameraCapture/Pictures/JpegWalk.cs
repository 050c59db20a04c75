using System.Buffers.Binary;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Finds the end of a JPEG by its structure (ITU-T T.81, annex B): segments that state their length, and scans that last until a marker.
/// Goes on where it stopped when more of the file is there.
/// </summary>
internal struct JpegWalk
{
    private int _at;
    private bool _isInScan;

    /// <summary>True once what was walked is no JPEG, or its structure is broken: no end will be found.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Walks on.</summary>
    /// <param name="file">All bytes that are there, from the first; those that were walked before are unchanged.</param>
    /// <returns>Length of the JPEG, its end mark included; -1 while the end is not there.</returns>
    public int Find(ReadOnlySpan<byte> file)
    {
        while (!IsBroken && _at < file.Length)
        {
            if (_isInScan)
            {
                int mark = file[_at..].IndexOf((byte)0xFF);
                _at = mark < 0 ? file.Length : _at + mark;
            }
            if (_at + 1 >= file.Length)
                return -1;
            byte code = file[_at + 1];
            IsBroken = file[_at] != 0xFF || (_at == 0 && code != 0xD8);
            bool isWithoutLength = code is 0x01 or (>= 0xD0 and <= 0xD8) || (_isInScan && code == 0);
            if (code == 0xD9)
                return IsBroken ? -1 : _at + 2;
            if (code == 0xFF || isWithoutLength)
            {
                _at += code == 0xFF ? 1 : 2;
                continue;
            }
            if (_at + 3 >= file.Length)
                return -1;
            _at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(_at + 2)..]);
            _isInScan = code == 0xDA;
        }
        return -1;
    }
}
