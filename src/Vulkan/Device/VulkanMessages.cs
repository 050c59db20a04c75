using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Core;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>Collects what the validation layer says: warnings and errors of every type. Owned by its instance.</summary>
/// <remarks>The layer may call from any thread.</remarks>
internal sealed unsafe class VulkanMessages : IDisposable
{
    private readonly List<string> _messages = [];
    private readonly GCHandle _self;
    private Vk? _api;
    private Instance _instance;
    private DebugUtilsMessengerEXT _messenger;

    public VulkanMessages() => _self = GCHandle.Alloc(this);

    /// <summary>All messages so far, oldest first.</summary>
    public string[] All
    {
        get
        {
            lock (_messages) return [.. _messages];
        }
    }

    /// <summary>To be chained to the instance's creation too, so that its own making and end are watched.</summary>
    public DebugUtilsMessengerCreateInfoEXT CreateInfo => new()
    {
        SType = StructureType.DebugUtilsMessengerCreateInfoExt,
        MessageSeverity = DebugUtilsMessageSeverityFlagsEXT.WarningBitExt | DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt,
        MessageType = DebugUtilsMessageTypeFlagsEXT.GeneralBitExt | DebugUtilsMessageTypeFlagsEXT.ValidationBitExt
            | DebugUtilsMessageTypeFlagsEXT.PerformanceBitExt,
        PfnUserCallback = new PfnDebugUtilsMessengerCallbackEXT(&Receive),
        PUserData = (void*)GCHandle.ToIntPtr(_self),
    };

    public void Attach(Vk api, Instance instance)
    {
        (_api, _instance) = (api, instance);
        DebugUtilsMessengerCreateInfoEXT info = CreateInfo;
        DebugUtilsMessengerEXT messenger;
        var create = (delegate* unmanaged<Instance, DebugUtilsMessengerCreateInfoEXT*, void*, DebugUtilsMessengerEXT*, Result>)
            Function("vkCreateDebugUtilsMessengerEXT");
        create(instance, &info, null, &messenger).Check("vkCreateDebugUtilsMessengerEXT");
        _messenger = messenger;
    }

    /// <summary>Before the instance goes.</summary>
    public void Detach()
    {
        if (_messenger.Handle == 0)
            return;
        ((delegate* unmanaged<Instance, DebugUtilsMessengerEXT, void*, void>)Function("vkDestroyDebugUtilsMessengerEXT"))(
            _instance, _messenger, null);
        _messenger = default;
    }

    /// <summary>After the instance has gone: until then it may call.</summary>
    public void Dispose() => _self.Free();

    private nint Function(string name)
    {
        nint function = (nint)_api!.GetInstanceProcAddr(_instance, name).Handle;
        return function != 0 ? function : throw new VulkanException($"Vulkan: the driver has no {name}.");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static Bool32 Receive(
        DebugUtilsMessageSeverityFlagsEXT severity, DebugUtilsMessageTypeFlagsEXT types, DebugUtilsMessengerCallbackDataEXT* data,
        void* user)
    {
        if (GCHandle.FromIntPtr((nint)user).Target is VulkanMessages messages)
        {
            string text = Marshal.PtrToStringUTF8((nint)data->PMessage) ?? "";
            lock (messages._messages) messages._messages.Add($"{severity}: {text}");
        }
        return false;
    }
}
