namespace RealtimeCnn.DemoApp;

/// <summary>A network's first choice for one picture.</summary>
/// <param name="ClassId">Index of the class.</param>
/// <param name="Score">Its probability.</param>
/// <param name="Milliseconds">Preprocessing and network.</param>
internal readonly record struct PictureAnswer(int ClassId, float Score, double Milliseconds);
