namespace RealtimeCnn.LeNetTrainer;

/// <summary>Something the user can put right; the message is all they need to see.</summary>
internal sealed class TrainerException(string message) : Exception(message);
