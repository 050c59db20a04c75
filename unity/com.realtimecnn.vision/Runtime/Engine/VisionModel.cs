namespace RealtimeCnn.Vision
{
    /// <summary>A classifier of your own as an ONNX network: a path, or bytes.</summary>
    public sealed class VisionModel
    {
        /// <summary>Its name in results, 1 to 80 characters that can be printed; null: the file's. Bytes need one.</summary>
        public string Id { get; set; }

        /// <summary>Of an .onnx file.</summary>
        public string Path { get; set; }

        /// <summary>Of an .onnx file, copied during the call; weights in other files are refused.</summary>
        public byte[] Bytes { get; set; }

        /// <summary>Of a file of class names, one per line; null: none.</summary>
        public string LabelsPath { get; set; }

        /// <summary>Class names, one per line, at least one; null: none.</summary>
        public string Labels { get; set; }

        /// <summary>How a frame becomes the input; null: the input's size, ImageNet's mean and std, or -1 to 1 for grey networks.</summary>
        public PreprocessSettings Preprocess { get; set; }

        /// <summary>Which output holds the scores; null: the one that fits.</summary>
        public string Output { get; set; }

        /// <summary>"logits", "softmax", "log-softmax", "sigmoid"; null: what the graph's last operators say.</summary>
        public string Scores { get; set; }
    }
}
