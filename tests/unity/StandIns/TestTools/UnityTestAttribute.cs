namespace UnityEngine.TestTools
{
    /// <summary>ScriptReference/com.unity.test-framework, UnityTestAttribute.</summary>
    [System.AttributeUsage(System.AttributeTargets.Method)]
    public sealed class UnityTestAttribute : System.Attribute
    {
    }
}
