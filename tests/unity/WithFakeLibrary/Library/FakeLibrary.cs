using System;
using System.Collections.Generic;
using System.Text;
using UnityEngine;

namespace RealtimeCnn.Vision
{
    /// <summary>A library with room for one engine, which answers what a test says.</summary>
    internal static unsafe class FakeLibrary
    {
        public static readonly Queue<(VisionEventKind Kind, string Text)> Events = new Queue<(VisionEventKind, string)>();
        public static readonly Queue<(VisionLogLevel Level, string Text)> Lines = new Queue<(VisionLogLevel, string)>();

        private static ulong s_last;

        public static bool IsMissing { get; set; }

        public static uint Abi { get; set; }

        public static long Clock { get; set; }

        public static string LastError { get; set; }

        /// <summary>Its handle; 0: there is none.</summary>
        public static ulong Engine { get; private set; }

        public static string EngineName { get; private set; }

        /// <summary>What was asked for last.</summary>
        public static string Model { get; private set; }

        public static string Labels { get; private set; }

        public static int ModelBytes { get; private set; }

        /// <summary>What the swap asked for last says.</summary>
        public static SwapStage Stage { get; set; }

        /// <summary>What the next poll gives; null: nothing.</summary>
        public static (string Model, string[] Labels)? Result { get; set; }

        public static void Reset()
        {
            Events.Clear();
            Lines.Clear();
            (IsMissing, Abi, Clock, LastError, Engine, EngineName) = (false, 1, 1000, "", 0, null);
            (Model, Labels, ModelBytes, Stage, Result) = (null, null, 0, SwapStage.Waiting, null);
        }

        public static int Create(in NativeOptions options, ulong* engine)
        {
            if (Engine != 0)
                return Refuse(VisionError.Limit, "There is one engine already.");
            EngineName = options.Name == null ? null : Utf8.Decode(options.Name, TextLimits.NameBytes);
            *engine = Engine = ++s_last;
            return Status.Ok;
        }

        public static int Destroy(ulong engine)
        {
            if (Check(engine) != Status.Ok)
                return Status.NoHandle;
            Engine = 0;
            Simulated.Tell("engine is destroyed");
            return Status.Ok;
        }

        public static int Shutdown(uint timeoutMs)
        {
            Engine = 0;
            Simulated.Tell($"library shuts down within {timeoutMs} ms");
            return Status.Ok;
        }

        public static int Check(ulong engine) =>
            engine == Engine && engine != 0 ? Status.Ok : Refuse(VisionError.Handle, "There is no such engine.");

        public static int Refuse(VisionError error, string why)
        {
            LastError = why;
            return (int)error;
        }

        public static int ModelAt(ulong engine, int index, NativeModelInfo* info)
        {
            if (index == 2)
                return Status.Nothing;
            Write(index == 0 ? "lenet5" : "alexnet", info->Id, TextLimits.NameBytes);
            Write(index == 0 ? "LeNet-5" : "AlexNet", info->Name, TextLimits.NameBytes);
            info->IsTrained = index == 0 ? 1 : 0;
            return Check(engine);
        }

        public static int Swap(ulong engine, string model, ulong* swap)
        {
            if (model == "missing")
                return Refuse(VisionError.Model, "There is no model 'missing'.");
            (Model, Stage, *swap) = (model, SwapStage.Waiting, ++s_last);
            return Check(engine);
        }

        public static int SwapModel(ulong engine, NativeModel* model, ulong* swap)
        {
            Labels = model->Labels == null ? null : Utf8.Decode(model->Labels, TextLimits.TextBytes);
            ModelBytes = (int)model->ByteCount;
            return Swap(engine, Utf8.Decode(model->Id, TextLimits.NameBytes), swap);
        }

        public static int SwapState(ulong engine, NativeSwapInfo* info)
        {
            info->Stage = (int)Stage;
            Write(Model, info->Model, TextLimits.NameBytes);
            Write(Stage == SwapStage.Failed ? "Its file is broken." : "", info->Error, TextLimits.TextBytes);
            return Check(engine);
        }

        public static int CancelSwap(ulong engine)
        {
            Stage = SwapStage.Cancelled;
            return Check(engine);
        }

        public static int Poll(ulong engine, NativeResult* to)
        {
            int status = Check(engine);
            if (status != Status.Ok || Result == null)
                return status != Status.Ok ? status : Status.Nothing;
            (string model, string[] labels) = Result.Value;
            to->Count = labels.Length;
            Write(model, to->Model, TextLimits.NameBytes);
            Write("cpu", to->Backend, TextLimits.KindBytes);
            Write("cpu", to->Preprocessor, TextLimits.KindBytes);
            NativePrediction* top = &to->Top0;
            for (int i = 0; i < labels.Length; i++)
            {
                (top[i].ClassId, top[i].Score) = (i, 1f / (i + 1));
                Write(labels[i], top[i].Label, TextLimits.NameBytes);
            }
            return Status.Ok;
        }

        public static int NextEvent(ulong engine, NativeEvent* to)
        {
            int status = Check(engine);
            if (status != Status.Ok || Events.Count == 0)
                return status != Status.Ok ? status : Status.Nothing;
            (VisionEventKind kind, string text) = Events.Dequeue();
            to->Kind = (int)kind;
            Write(text, to->Text, TextLimits.TextBytes);
            return Status.Ok;
        }

        public static int NextLog(NativeLogLine* to)
        {
            if (Lines.Count == 0)
                return Status.Nothing;
            (VisionLogLevel level, string text) = Lines.Dequeue();
            to->Level = (int)level;
            Write("one", to->Engine, TextLimits.NameBytes);
            Write(text, to->Text, TextLimits.TextBytes);
            return Status.Ok;
        }

        public static int Write(string text, byte* to, int room)
        {
            int length = Encoding.UTF8.GetBytes(text.AsSpan(), new Span<byte>(to, room - 1));
            to[length] = 0;
            return length + 1;
        }
    }
}
