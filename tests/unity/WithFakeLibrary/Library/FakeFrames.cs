using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>Frames of <see cref="FakeLibrary"/>: four that it lends, rows of a multiple of 64 bytes as the real one has them.</summary>
    internal static unsafe class FakeFrames
    {
        private const int Most = 4;
        private const int Room = 64 * 1024;

        private static readonly IntPtr[] Memory = new IntPtr[Most];
        private static readonly ulong[] Lent = new ulong[Most];
        private static ulong s_last;

        public static bool AreWanted { get; set; }

        /// <summary>What was handed in last, in memory that may be lent again.</summary>
        public static NativeFrame Last { get; private set; }

        /// <summary>First byte of the last frame's last row.</summary>
        public static byte LastRow { get; private set; }

        public static int Submitted { get; private set; }

        /// <summary>Of these, how many were in memory of the library's.</summary>
        public static int SubmittedInPlace { get; private set; }

        public static int Out
        {
            get
            {
                int count = 0;
                foreach (ulong one in Lent)
                    count += one == 0 ? 0 : 1;
                return count;
            }
        }

        public static void Reset()
        {
            Array.Clear(Lent, 0, Most);
            (AreWanted, Last, LastRow, Submitted, SubmittedInPlace) = (true, default, 0, 0, 0);
        }

        public static int Rent(ulong engine, NativeFrame* frame, ulong* buffer)
        {
            if (FakeLibrary.Check(engine) != Status.Ok)
                return Status.NoHandle;
            int place = Array.IndexOf(Lent, 0UL);
            if (place < 0)
                return Status.Nothing;
            frame->Stride = (frame->Width * 4 + 63) & ~63;
            frame->ByteCount = (ulong)(frame->Stride * frame->Height);
            if (frame->ByteCount > Room)
                return FakeLibrary.Refuse(VisionError.Memory, "There is no memory for such a frame.");
            if (Memory[place] == IntPtr.Zero)
                Memory[place] = Marshal.AllocHGlobal(Room);
            frame->Pixels = (byte*)Memory[place];
            *buffer = Lent[place] = ++s_last;
            return Status.Ok;
        }

        public static int SubmitRented(ulong buffer, in NativeFrame frame, long* sequence)
        {
            int place = Find(buffer);
            if (place < 0)
                return FakeLibrary.Refuse(VisionError.Handle, "There is no such buffer.");
            if (FakeLibrary.Engine == 0)
                return FakeLibrary.Refuse(VisionError.Handle, "Its engine is destroyed.");
            Lent[place] = 0;
            SubmittedInPlace++;
            Take(frame, sequence);
            return Status.Ok;
        }

        public static int Submit(ulong engine, in NativeFrame frame, long* sequence)
        {
            if (FakeLibrary.Check(engine) != Status.Ok)
                return Status.NoHandle;
            Take(frame, sequence);
            return Status.Ok;
        }

        public static int Return(ulong buffer)
        {
            int place = Find(buffer);
            if (place < 0)
                return FakeLibrary.Refuse(VisionError.Handle, "There is no such buffer.");
            Lent[place] = 0;
            return Status.Ok;
        }

        private static int Find(ulong buffer) => buffer == 0 ? -1 : Array.IndexOf(Lent, buffer);

        private static void Take(in NativeFrame frame, long* sequence)
        {
            Last = frame;
            int stride = frame.Stride == 0 ? frame.Width * 4 : frame.Stride;
            LastRow = frame.Pixels[(frame.Height - 1) * stride];
            *sequence = Submitted++;
        }
    }
}
