namespace UnityEngine
{
    /// <summary>ScriptReference/Object.</summary>
    public class Object
    {
        public string name { get; set; } = "";

        internal bool IsDestroyed { get; private set; }

        /// <summary>ScriptReference/Object.Destroy.</summary>
        public static void Destroy(Object obj) => obj.IsDestroyed = true;

        /// <summary>ScriptReference/Object-operator_eq: what is destroyed equals null.</summary>
        public static bool operator ==(Object x, Object y) => ReferenceEquals(x, y) || (IsNothing(x) && IsNothing(y));

        /// <summary>ScriptReference/Object-operator_ne.</summary>
        public static bool operator !=(Object x, Object y) => !(x == y);

        /// <summary>ScriptReference/Object.Equals.</summary>
        public override bool Equals(object other) => other is Object known && this == known;

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        private static bool IsNothing(Object one) => one is null || one.IsDestroyed;
    }
}
