namespace RealtimeCnn.ModelZoo;

/// <summary>Whether predictions mean anything.</summary>
public enum WeightsStatus
{
    /// <summary>The weights were learned from data.</summary>
    Trained,

    /// <summary>The weights are stand-ins: timing is real, predictions are noise.</summary>
    Untrained,
}
