namespace RealtimeCnn.ArchitectureTests.Fakes;

/// <summary>In the root; uses both folders, as it may. Has no code, so only the type's own record in the PDB says where it lies.</summary>
internal interface IPlan : IComparable<Wall>;
