namespace RealtimeCnn.DemoApp.Tests;

/// <summary>What ends a program; Linux's numbers, signal(7).</summary>
public enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
}
