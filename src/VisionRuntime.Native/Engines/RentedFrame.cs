namespace RealtimeCnn.Native;

/// <summary>A frame that the host writes into.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Frame">Its memory, which lives for as long as this does, with or without the owner.</param>
internal sealed record RentedFrame(NativeEngine Owner, Frame Frame);
