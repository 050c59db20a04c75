using System.Collections;
using NUnit.Framework;
using UnityEngine.TestTools;

namespace RealtimeCnn.Vision
{
    /// <summary>For the test runner of Unity: whether the library is there and works in this very editor or player.</summary>
    public sealed class EngineTests
    {
        private const int Width = 320, Height = 240;

        [UnityTest]
        public IEnumerator A_drawn_seven_is_seen()
        {
            using (var engine = new VisionEngine())
            {
                byte[] pixels = DrawSeven();
                var result = new VisionResult();
                engine.Swap("lenet5");
                while (result.Count == 0)
                {
                    engine.Submit(pixels, Width, Height, PixelFormat.Rgba8, 0, new FrameTransform { IsBottomUp = true });
                    yield return null;
                    engine.TryPoll(result);
                }
                Assert.That(result[0].Label, Is.EqualTo("7"));
            }
            Assert.That(VisionLibrary.Shutdown(10000), Is.True);
        }

        [Test]
        public void A_model_that_is_not_there_is_refused_with_its_name()
        {
            using (var engine = new VisionEngine())
                Assert.That(() => engine.Swap("no-such-model"), Throws.TypeOf<VisionException>().With.Message.Contains("no-such-model"));
        }

        private static byte[] DrawSeven()
        {
            var pixels = new byte[Width * Height * 4];
            for (int y = 60; y < 185; y++)
            {
                int left = y < 77 ? 110 : 192 - (y - 70) * 42 / 115, right = y < 77 ? 210 : left + 18;
                int row = Height - 1 - y; // from the bottom up
                for (int i = (row * Width + left) * 4; i < (row * Width + right) * 4; i++)
                    pixels[i] = 255;
            }
            return pixels;
        }
    }
}
