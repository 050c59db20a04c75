using RealtimeCnn.Tests;

// The test host never comes here. InstructionSetTests starts this assembly as a program, with instruction sets switched off.
return args is ["preprocessing-agreement"] ? InstructionSetTests.RunAgreement() : 2;
