using System;
using System.Runtime.InteropServices;
using System.Threading;

// What a script does in a game engine that loads its code anew each time it plays: Host.exe WAY [RELOADS]
//   destroyed    it destroys its engine before its domain goes
//   forgotten    it does not; the next one finds it and destroys it
//   loading      the same, in the midst of a load
//   rented       the same, with a frame that it has rented and writes into
//   mixed        each of these in turn; what is forgotten is never destroyed, and the process ends with all of it
public unsafe class Scene : MarshalByRefObject
{
    private const int Width = 320, Height = 240;

    public int Engines()
    {
        return Rcnn.Check(Rcnn.rcnn_engines(null, 0), "engines");
    }

    public void DestroyAll()
    {
        var all = new ulong[64];
        int count = Rcnn.Check(Rcnn.rcnn_engines(all, all.Length), "engines");
        for (int i = 0; i < count; i++)
            Rcnn.Check(Rcnn.rcnn_destroy(all[i]), "destroy");
    }

    // Plays until a "7" was seen; what comes then depends on the way.
    public string Play(string way, bool swapsBack)
    {
        ulong engine, buffer;
        Rcnn.Check(Rcnn.rcnn_create(IntPtr.Zero, out engine), "create");
        byte[] pixels = DrawSeven();
        GCHandle pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        var frame = new RcnnFrame
        {
            Size = (uint)sizeof(RcnnFrame), Format = Rcnn.Bgra8, Pixels = pin.AddrOfPinnedObject(), ByteCount = (ulong)pixels.Length,
            Width = Width, Height = Height,
        };
        string seen = Classify(engine, "lenet5", frame);
        if (swapsBack)
            Classify(engine, "nin", frame);
        pin.Free();
        switch (way)
        {
            case "destroyed":
                Rcnn.Check(Rcnn.rcnn_destroy(engine), "destroy");
                break;
            case "loading":
                ulong swap = Rcnn.Swap(engine, "vgg16"); // half a gigabyte
                var info = new RcnnSwapInfo { Size = (uint)sizeof(RcnnSwapInfo) };
                do
                {
                    Thread.Sleep(1);
                    Rcnn.Check(Rcnn.rcnn_swap_state(engine, swap, &info), "swap_state");
                }
                while (info.Stage < Rcnn.Loading);
                break;
            case "rented":
                frame.Pixels = IntPtr.Zero;
                Rcnn.Check(Rcnn.rcnn_rent(engine, ref frame, out buffer), "rent");
                Marshal.WriteByte(frame.Pixels, 1);
                break;
        }
        return seen;
    }

    private static string Classify(ulong engine, string model, RcnnFrame frame)
    {
        ulong swap = Rcnn.Swap(engine, model);
        var result = new RcnnResult { Size = (uint)sizeof(RcnnResult) };
        var info = new RcnnSwapInfo { Size = (uint)sizeof(RcnnSwapInfo) };
        do
        {
            Rcnn.Check(Rcnn.rcnn_submit(engine, ref frame, IntPtr.Zero), "submit");
            Thread.Sleep(2);
            Rcnn.Check(Rcnn.rcnn_poll(engine, &result), "poll");
            Rcnn.Check(Rcnn.rcnn_swap_state(engine, swap, &info), "swap_state");
            if (info.Stage >= Rcnn.Failed)
                throw new InvalidOperationException(Rcnn.Read(info.Error));
        }
        while (result.Count == 0 || Rcnn.Read(result.Model) != model);
        return Rcnn.Read(result.Top + 8);
    }

    private static byte[] DrawSeven()
    {
        var pixels = new byte[Width * Height * 4];
        for (int y = 60; y < 185; y++)
        {
            int left = y < 77 ? 110 : 192 - (y - 70) * 42 / 115, right = y < 77 ? 210 : left + 18;
            for (int i = (y * Width + left) * 4; i < (y * Width + right) * 4; i++)
                pixels[i] = 255;
        }
        return pixels;
    }
}

public static class Program
{
    private static readonly string[] Ways = { "destroyed", "forgotten", "loading", "rented" };

    public static int Main(string[] arguments)
    {
        int reloads = arguments.Length > 1 ? int.Parse(arguments[1]) : 3;
        bool isMixed = arguments[0] == "mixed";
        for (int i = 0; i < reloads; i++)
        {
            string way = isMixed ? Ways[i % Ways.Length] : arguments[0];
            AppDomain domain = AppDomain.CreateDomain("Scene " + i);
            var scene = (Scene)domain.CreateInstanceAndUnwrap(typeof(Scene).Assembly.FullName, "Scene");
            int expected = i == 0 || way == "destroyed" ? 0 : 1;
            if (!isMixed && scene.Engines() != expected)
                return Fail("reload " + i + " finds " + scene.Engines() + " engines, not " + expected);
            if (!isMixed)
                scene.DestroyAll();
            string seen = scene.Play(way, i == 0);
            if (seen != "7")
                return Fail("it saw '" + seen + "'");
            AppDomain.Unload(domain);
        }
        Console.WriteLine(arguments[0] + ": " + reloads + " reloads, each saw a 7");
        return 0;
    }

    private static int Fail(string why)
    {
        Console.WriteLine(why);
        return 1;
    }
}
