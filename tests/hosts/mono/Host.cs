using System;

// A game engine that loads its scripts anew each time it plays, with the half of the Unity package that needs no Unity:
// Host.exe WAY [RELOADS | LENET]
//   destroyed    the script destroys its engine before its domain goes
//   forgotten    it does not; the next one finds it and destroys it
//   loading      the same, in the midst of a load
//   rented       the same, with a frame that it has rented and writes into
//   mixed        each of these in turn; what is forgotten is never destroyed, and the process ends with all of it
//   tour         every function of the package, with the file of LeNet-5
public static class Host
{
    private static readonly string[] Ways = { "destroyed", "forgotten", "loading", "rented" };

    public static int Main(string[] arguments)
    {
        string way = arguments[0];
        if (way == "tour")
        {
            Console.WriteLine("tour: " + NewScene(out _).Tour(arguments[1]));
            return 0;
        }
        int reloads = arguments.Length > 1 ? int.Parse(arguments[1]) : 3;
        for (int i = 0; i < reloads; i++)
        {
            string problem = Reload(i, way == "mixed" ? Ways[i % Ways.Length] : way, way == "mixed");
            if (problem != null)
            {
                Console.WriteLine(problem);
                return 1;
            }
        }
        Console.WriteLine(way + ": " + reloads + " reloads, each saw a 7");
        return 0;
    }

    private static string Reload(int number, string way, bool isMixed)
    {
        Scene scene = NewScene(out AppDomain domain);
        int expected = number == 0 || way == "destroyed" ? 0 : 1;
        if (!isMixed && scene.Engines != expected)
            return "reload " + number + " finds " + scene.Engines + " engines, not " + expected;
        if (!isMixed)
            scene.EndThoseForgotten();
        string seen = scene.Play(way, number == 0);
        AppDomain.Unload(domain);
        return seen == "7" ? null : "it saw '" + seen + "'";
    }

    private static Scene NewScene(out AppDomain domain)
    {
        domain = AppDomain.CreateDomain("Scene");
        return (Scene)domain.CreateInstanceAndUnwrap(typeof(Scene).Assembly.FullName, "Scene");
    }
}
