namespace RealtimeCnn.Vision
{
    /// <summary>
    /// Class names as strings, by class number. A name is made once and again only where the library writes another one, as after a swap;
    /// classes whose numbers are a multiple of the table's size apart share a place.
    /// </summary>
    internal sealed unsafe class LabelTable
    {
        private const int Places = 1024; // ImageNet has 1000 classes

        private readonly CachedText[] _texts = new CachedText[Places];

        public string Read(int classId, byte* label)
        {
            ref CachedText text = ref _texts[classId & (Places - 1)];
            if (text == null)
                text = new CachedText();
            return text.Read(label, TextLimits.NameBytes);
        }
    }
}
