namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A folder inside a model's folder where its new files are put together, unseen, until they are moved into place at once. Whatever
/// happens before <see cref="Publish"/> has succeeded, the old model stays as it was; the staging folder goes with this object.
/// </summary>
internal sealed class ModelStaging : IDisposable
{
    private readonly string _folder;
    private readonly string _staging;

    /// <summary>Makes the staging folder.</summary>
    /// <param name="folder">An existing folder: the model's.</param>
    public ModelStaging(string folder)
    {
        _folder = folder;
        _staging = Path.Combine(folder, $".import-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Where to put a file of this name.</summary>
    public string PathOf(string name) => Path.Combine(_staging, name);

    /// <summary>A name of the form <c>stem.ending</c>, or <c>stem-2.ending</c>, that no file of the model's folder has.</summary>
    public string FreeName(string stem, string ending)
    {
        string name = stem + ending;
        for (int i = 2; File.Exists(Path.Combine(_folder, name)); i++)
            name = $"{stem}-{i}{ending}";
        return name;
    }

    /// <summary>Puts a file there: a hard link, or a copy where that cannot be.</summary>
    /// <param name="source">No symbolic link.</param>
    /// <param name="name">Name in the folder.</param>
    /// <returns>True if it had to be copied.</returns>
    public bool LinkOrCopy(string source, string name)
    {
        if (HardLink.TryCreate(PathOf(name), source))
            return false;
        File.Copy(source, PathOf(name));
        return true;
    }

    /// <summary>Moves the files into the model's folder. The graph comes last: before, the old one runs; from then on, the new one.</summary>
    /// <param name="graph">Name of the graph.</param>
    /// <param name="weights">Names of the files it points into.</param>
    /// <exception cref="VisionException">A file that is not the old model's is in the way.</exception>
    public void Publish(string graph, IReadOnlyList<string> weights)
    {
        string[] old = FilesOfOldModel(graph);
        Stack<(string From, string To)> done = [];
        try
        {
            foreach (string name in weights)
            {
                string target = Path.Combine(_folder, name);
                if (File.Exists(target))
                {
                    if (!old.Contains(name))
                        throw new VisionException($"'{target}' is in the way and does not belong to {graph}; move it away and import again.");
                    Move(target, PathOf($"old-{Guid.NewGuid():N}"));
                }
                Move(PathOf(name), target);
            }
            File.Move(PathOf(graph), Path.Combine(_folder, graph), overwrite: true);
        }
        catch
        {
            foreach ((string from, string to) in done)
                File.Move(to, from);
            throw;
        }
        foreach (string name in old.Except(weights))
            TryDelete(() => File.Delete(Path.Combine(_folder, name)));

        void Move(string from, string to)
        {
            File.Move(from, to);
            done.Push((from, to));
        }
    }

    /// <summary>Removes the staging folder.</summary>
    public void Dispose() => TryDelete(() => Directory.Delete(_staging, recursive: true));

    private string[] FilesOfOldModel(string graph)
    {
        string path = Path.Combine(_folder, graph);
        try
        {
            return File.Exists(path) ? [.. OnnxGuard.Check(path).ExternalFiles] : [];
        }
        catch (VisionException)
        {
            return []; // broken: it is replaced, and what belonged to it is unknown
        }
    }

    // A file that a running session still maps cannot be deleted on Windows. Left over it does no harm.
    private static void TryDelete(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
