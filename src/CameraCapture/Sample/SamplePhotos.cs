using System.Reflection;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// The sample's photographs, decoded and scaled once so that a frame is nothing but row copies: slow pans over each, and a film cut from
/// the sheet of the running cat. One thread.
/// </summary>
internal sealed class SamplePhotos : IDisposable
{
    // How far a pan travels, in pixels.
    private const int TravelX = 120;
    private const int TravelY = 60;
    private const string Film = "locomotion-house-cat";
    private const int FilmFrames = 24;
    private const int FilmColumns = 6;

    private static readonly string[] Files =
    [
        "chelsea.png", "coffee.png", "locomotion-house-cat.jpg", "rocket.jpg", "astronaut.png", "nagasaki-boats.jpg", "camera.png",
        "airplane-from-above.jpg",
    ];

    // Where the sheet's pictures lie, measured: left edge of each column, upper edge of each row.
    private static readonly int[] FilmLefts = [12, 179, 346, 515, 683, 852];
    private static readonly int[] FilmTops = [14, 141, 266, 395];
    private const int FilmWidth = 158;
    private const int FilmHeight = 100;

    // Width on the screen: narrow enough that a centred square view sees the cat from nose to tail.
    private const int FilmShownWidth = 860;

    private readonly Photo[] _photos;

    // One picture fills the screen and pans; several are a film that stands in the middle of the first one's blur.
    private sealed record Photo(string Name, Frame Ground, Frame[] Film);

    private SamplePhotos(Photo[] photos) => _photos = photos;

    /// <summary>Number of photographs.</summary>
    public static int Count => Files.Length;

    /// <summary>Decodes all photographs.</summary>
    /// <param name="folder">Where they lie; null for those inside the assembly.</param>
    /// <param name="photos">The photographs, or null.</param>
    /// <returns>Null, or which file is missing or broken.</returns>
    public static string? Load(string? folder, out SamplePhotos? photos)
    {
        photos = null;
        Photo[] loaded = new Photo[Files.Length];
        string? fault = null;
        for (int i = 0; i < Files.Length && fault is null; i++)
            fault = LoadOne(folder, Files[i], out loaded[i]!);
        photos = new(loaded);
        if (fault is null)
            return null;
        photos.Dispose();
        photos = null;
        return fault;
    }

    /// <summary>Fills a frame with one moment of a photograph.</summary>
    /// <param name="index">0 up to <see cref="Count"/>.</param>
    /// <param name="pan">Which way to pan, any number.</param>
    /// <param name="step">The moment, 0 up to <paramref name="steps"/>.</param>
    /// <param name="steps">Frames the photograph is shown.</param>
    /// <param name="into">Filled, truth included.</param>
    public void Draw(int index, int pan, int step, int steps, Frame into)
    {
        (string name, Frame ground, Frame[] film) = _photos[index];
        float along = step / (float)(steps - 1);
        // Slow at both ends.
        along = along * along * (3 - 2 * along);
        if ((pan & 1) != 0)
            along = 1 - along;
        int x = (int)MathF.Round((ground.Width - SampleScene.Width) * along);
        int y = (int)MathF.Round((ground.Height - SampleScene.Height) * ((pan & 2) != 0 ? along : 1 - along));
        into.Reshape(SampleScene.Width, SampleScene.Height, PixelFormat.Bgr8);
        into.Truth = name;
        for (int row = 0; row < SampleScene.Height; row++)
            ground.Row(row + y).Slice(x * 3, SampleScene.Width * 3).CopyTo(into.Row(row));
        if (film.Length == 0)
            return;
        Frame picture = film[step * film.Length / steps];
        int left = (SampleScene.Width - picture.Width) / 2, top = (SampleScene.Height - picture.Height) / 2;
        for (int row = 0; row < picture.Height; row++)
            picture.Row(row).CopyTo(into.Row(top + row)[(left * 3)..]);
    }

    public void Dispose()
    {
        foreach (Photo? photo in _photos)
        {
            photo?.Ground.Dispose();
            foreach (Frame picture in photo?.Film ?? [])
                picture.Dispose();
        }
    }

    private static string? LoadOne(string? folder, string file, out Photo? photo)
    {
        photo = null;
        using Stream? stream = Open(folder, file);
        if (stream is null)
            return $"the sample's photograph '{file}' is missing{(folder is null ? "" : $" in '{folder}'")}";
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        using Mat whole = Cv2.ImDecode(bytes, ImreadModes.Color);
        if (whole.Empty())
            return $"the sample's photograph '{file}' cannot be decoded";
        string name = Path.GetFileNameWithoutExtension(file);
        photo = name == Film ? CutFilm(name, whole) : new(name, Compose(whole), []);
        return null;
    }

    private static Stream? Open(string? folder, string file)
    {
        if (folder is null)
            return Assembly.GetExecutingAssembly().GetManifestResourceStream("Media/" + file);
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? File.OpenRead(path) : null;
    }

    // The whole photograph at full height, with room to pan.
    private static Frame Compose(Mat photo)
    {
        Size size = new(SampleScene.Width + TravelX, SampleScene.Height + TravelY);
        return PlaceOnBlur(photo, size, Math.Min(size.Height / (double)photo.Rows, size.Width / (double)photo.Cols));
    }

    private static Photo CutFilm(string name, Mat sheet)
    {
        const double Scale = FilmShownWidth / (double)FilmWidth;
        Frame[] film = new Frame[FilmFrames];
        Frame? ground = null;
        for (int i = 0; i < FilmFrames; i++)
        {
            Rect area = new(FilmLefts[i % FilmColumns], FilmTops[i / FilmColumns], FilmWidth, FilmHeight);
            using Mat picture = new(sheet, area);
            ground ??= PlaceOnBlur(picture, new(SampleScene.Width, SampleScene.Height), Scale);
            using Mat scaled = new();
            Cv2.Resize(picture, scaled, new(), Scale, Scale, InterpolationFlags.Cubic);
            film[i] = ToFrame(scaled);
        }
        return new(name, ground!, film);
    }

    // A picture in the middle of a dim blur of itself.
    private static Frame PlaceOnBlur(Mat picture, Size size, double scale)
    {
        using Mat ground = Cover(picture, new(size.Width / 16, size.Height / 16));
        using Mat canvas = new();
        Cv2.GaussianBlur(ground, ground, new(0, 0), 3);
        Cv2.Resize(ground, canvas, size, 0, 0, InterpolationFlags.Cubic);
        canvas.ConvertTo(canvas, -1, 0.45);
        using Mat scaled = new();
        Cv2.Resize(picture, scaled, new((int)(picture.Cols * scale), (int)(picture.Rows * scale)), 0, 0, InterpolationFlags.Cubic);
        Rect middle = new((size.Width - scaled.Cols) / 2, (size.Height - scaled.Rows) / 2, scaled.Cols, scaled.Rows);
        using Mat place = new(canvas, middle);
        scaled.CopyTo(place);
        return ToFrame(canvas);
    }

    // Fills the size, cutting off what stands over.
    private static Mat Cover(Mat picture, Size size)
    {
        double scale = Math.Max(size.Width / (double)picture.Cols, size.Height / (double)picture.Rows);
        using Mat scaled = new();
        Size larger = new((int)Math.Ceiling(picture.Cols * scale), (int)Math.Ceiling(picture.Rows * scale));
        Cv2.Resize(picture, scaled, larger, 0, 0, scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Cubic);
        Point corner = new((larger.Width - size.Width) / 2, (larger.Height - size.Height) / 2);
        using Mat centre = new(scaled, new Rect(corner, size));
        return centre.Clone();
    }

    private static Frame ToFrame(Mat picture)
    {
        Frame frame = new();
        MatCopy.TryCopy(picture, frame);
        return frame;
    }
}
