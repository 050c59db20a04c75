using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>What is known of a network, whatever weights it runs with.</summary>
public abstract record ModelCard
{
    /// <summary>Name used on the command line and in results; for a file, its name without ending.</summary>
    public required string Id { get; init; }

    /// <summary>Name to show.</summary>
    public required string Name { get; init; }

    /// <summary>Year in which the paper first appeared; null for the user's own file.</summary>
    public int? Year { get; init; }

    /// <summary>Key that selects the model in the demo; null if it has none.</summary>
    public string? Key { get; init; }

    /// <summary>Title of the paper.</summary>
    public string? Paper { get; init; }

    /// <summary>Authors of the paper.</summary>
    public string? Authors { get; init; }

    /// <summary>Where the paper appeared.</summary>
    public string? Venue { get; init; }

    /// <summary>What the network brought that was new.</summary>
    public string? WhatWasNew { get; init; }

    /// <summary>Trained parameters; 0 if unknown.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-accumulates of convolutions and dense layers for one frame; 0 if unknown.</summary>
    public long Macs { get; init; }

    /// <summary>Id of the network that is built here; null for the user's own file.</summary>
    public string? Architecture { get; init; }

    /// <summary>Name and year, as shown in the overlay.</summary>
    [JsonIgnore]
    public string DisplayName => Year is int year ? $"{Name} ({year})" : Name;
}
