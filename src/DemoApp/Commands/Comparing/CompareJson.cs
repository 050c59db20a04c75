using System.Text.Json;

namespace RealtimeCnn.DemoApp;

/// <summary>A comparison as JSON; docs/compare.md has its form.</summary>
internal static class CompareJson
{
    public static void Write(Stream to, Comparison comparison)
    {
        using (var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            WriteTruth(json, comparison.Truth);
            WritePictures(json, comparison);
            json.WriteStartArray("models");
            foreach (ModelResult model in comparison.Models)
                WriteModel(json, comparison, model);
            json.WriteEndArray();
            WriteGroups(json, comparison);
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    private static void WriteTruth(Utf8JsonWriter json, Truth truth)
    {
        if (truth.Count == 0 && truth.File is null)
            return;
        json.WriteStartObject("truth");
        json.WriteString("from", truth.File ?? "folders");
        json.WriteNumber("pictures", truth.Count);
        Strings(json, "problems", truth.Problems);
        json.WriteEndObject();
    }

    private static void WritePictures(Utf8JsonWriter json, Comparison comparison)
    {
        json.WriteStartArray("pictures");
        foreach (ComparedPicture picture in comparison.Pictures)
        {
            json.WriteStartObject();
            json.WriteString("file", picture.Path);
            if (picture.Frame is { } frame)
                json.WriteNumber("frame", frame);
            if (comparison.Truth.Of(picture) is { } truth)
                json.WriteString("truth", truth);
            if (picture.Error is { } error)
                json.WriteString("error", error);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Strings(json, "unreadable", comparison.Broken);
    }

    private static void WriteModel(Utf8JsonWriter json, Comparison comparison, ModelResult model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Model.Id);
        json.WriteString("name", model.Model.DisplayName);
        json.WriteString("weights", model.Model.IsTrained ? "trained" : "untrained");
        json.WriteNumber("weightBytes", model.Model.WeightBytes);
        if (model.Error is { } error)
            json.WriteString("error", error);
        int at = comparison.Groups.ToList().FindIndex(group => group.Models.Contains(model));
        if (at >= 0)
            WriteResults(json, comparison, comparison.Groups[at], at, model);
        json.WriteEndObject();
    }

    private static void WriteResults(Utf8JsonWriter json, Comparison comparison, ComparedGroup group, int groupAt, ModelResult model)
    {
        json.WriteNumber("group", groupAt);
        json.WriteString("backend", model.Backend);
        ScoreText.Write(json, model.Notes);
        json.WriteNumber("loadMs", FrameLog.Round(model.LoadMs));
        json.WriteNumber("processBytes", model.ProcessBytes);
        json.WriteNumber("answered", model.Count);
        json.WriteNumber("failed", model.Failures);
        if (model.Count > 0)
        {
            json.WriteStartObject("ms");
            json.WriteNumber("p50", FrameLog.Round(model.P50));
            json.WriteNumber("p95", FrameLog.Round(model.P95));
            json.WriteEndObject();
        }
        (int right, int of) = group.Accuracy(model);
        if (of > 0)
        {
            json.WriteStartObject("accuracy");
            json.WriteNumber("right", right);
            json.WriteNumber("of", of);
            json.WriteNumber("share", Math.Round(right / (double)of, 6));
            json.WriteEndObject();
        }
        Share(json, "agreement", group.Agreement(model));
        json.WriteStartArray("answers");
        foreach (ComparedPicture picture in comparison.Pictures)
            WriteAnswer(json, group, model.Of(picture));
        json.WriteEndArray();
    }

    private static void WriteAnswer(Utf8JsonWriter json, ComparedGroup group, PictureAnswer? given)
    {
        if (given is not { } answer)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteNumber("classId", answer.ClassId);
        json.WriteString("label", group.LabelOf(answer.ClassId));
        json.WriteNumber("score", Math.Round(answer.Score, 6));
        json.WriteNumber("ms", FrameLog.Round(answer.Milliseconds));
        json.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter json, Comparison comparison)
    {
        Dictionary<ComparedPicture, int> places = comparison.Pictures.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        json.WriteStartArray("groups");
        foreach (ComparedGroup group in comparison.Groups)
        {
            json.WriteStartObject();
            json.WriteNumber("classes", group.Labels.Labels.Count);
            Strings(json, "models", [.. group.Models.Select(model => model.Model.Id)]);
            json.WriteNumber("judged", group.Judged);
            json.WriteStartArray("differ");
            foreach (ComparedPicture picture in group.Differing)
                json.WriteNumberValue(places[picture]);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Share(Utf8JsonWriter json, string name, double share)
    {
        if (double.IsFinite(share)) // JSON has no other numbers
            json.WriteNumber(name, Math.Round(share, 6));
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
