using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Standard output for what was asked for as data: .NET's own stream says nothing when nobody reads any more, which suits a listing, but
/// not a result; this one fails. Standard error for what has to be said: .NET's waits while somebody waits to write to standard output.
/// </summary>
/// <param name="number">The system's number of it.</param>
internal sealed partial class StandardStream(int number) : Stream
{
    private const int Interrupted = 4, TryAgain = 11; // EINTR, EAGAIN: errno(3)

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Opens standard output.</summary>
    public static Stream Output() => OperatingSystem.IsLinux() ? new StandardStream(1) : Console.OpenStandardOutput();

    /// <summary>Opens standard error.</summary>
    public static Stream Error() => OperatingSystem.IsLinux() ? new StandardStream(2) : Console.OpenStandardError();

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (int done = 0; done < buffer.Length;)
            {
                nint count = WriteTo(number, bytes + done, (nuint)(buffer.Length - done));
                if (count >= 0)
                {
                    done += (int)count;
                    continue;
                }
                int error = Marshal.GetLastPInvokeError();
                if (error == TryAgain) // whoever started the program made it so that writing does not wait
                    WaitForRoom();
                else if (error != Interrupted)
                    throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private unsafe void WaitForRoom()
    {
        const long CanWrite = 4L << 32; // POLLOUT in a struct pollfd of little-endian: int fd; short events, revents
        long wanted = (uint)number | CanWrite;
        _ = Poll(&wanted, 1, -1); // if it fails, writing does again
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteTo(int file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(long* files, nuint count, int milliseconds);
}
