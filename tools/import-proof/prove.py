#!/usr/bin/python3
"""Proves an import against PyTorch: full-size torchvision networks, written by PyTorch in every format, run here, logits compared.

    apt-get install python3-torch python3-torchvision      # Debian 12: torch 1.13, torchvision 0.14
    dotnet build -c Release src/DemoApp
    tools/import-proof/prove.py [network...]

For each network: random weights and batch-norm statistics from a fixed seed; saved as .safetensors, zip .pth and legacy .pth; each file
is imported and run by `realtimecnn models run`; the largest difference is given in units of the logits' standard deviation. Needs
about 2 GB in the temporary folder. Ends with a non-zero code if a difference is above 2e-5.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

import numpy
import torch
import torchvision.models as zoo

TOLERANCE = 2e-5
ROOT = pathlib.Path(__file__).resolve().parents[2]
APP = ROOT / "src/DemoApp/bin/Release/net10.0/realtimecnn.dll"

# Our id: the network as PyTorch's published weights are used, and the side of its input.
NETWORKS = {
    "alexnet": (lambda: zoo.alexnet(weights=None), 224),
    "vgg16": (lambda: zoo.vgg16(weights=None), 224),
    "vgg19": (lambda: zoo.vgg19(weights=None), 224),
    "inception_v1": (lambda: zoo.googlenet(weights=None, transform_input=True, init_weights=False), 224),
    "inception_v3": (lambda: zoo.inception_v3(weights=None, transform_input=True, init_weights=False), 299),
    "resnet50": (lambda: zoo.resnet50(weights=None), 224),
    "resnext50_32x4d": (lambda: zoo.resnext50_32x4d(weights=None), 224),
}


def write_safetensors(state, path):
    """The format needs no library: header length, JSON header, raw tensors."""
    names = {torch.float32: "F32", torch.int64: "I64"}
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in state.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in state.values():
            file.write(tensor.contiguous().numpy().tobytes())


def network(make):
    torch.manual_seed(1998)
    net = make().eval()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.1, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return net


def main(wanted):
    worst = 0.0
    for model_id in wanted or NETWORKS:
        make, side = NETWORKS[model_id]
        net, x = network(make), torch.rand(1, 3, side, side) * 4 - 2
        with torch.no_grad():
            expected = net(x).numpy().astype(numpy.float64)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            numpy.save(folder / "x.npy", x.numpy())
            state = net.state_dict()
            files = {
                "safetensors": lambda path: write_safetensors(state, path),
                "zip.pth": lambda path: torch.save(state, path),
                "legacy.pth": lambda path: torch.save(state, path, _use_new_zipfile_serialization=False),
            }
            for ending, write in files.items():
                weights = folder / f"{model_id}.{ending}"
                write(weights)
                started = time.monotonic()
                subprocess.run(
                    ["dotnet", APP, "models", "run", model_id, "--weights", weights, "--input", folder / "x.npy", "--output", folder / "y.npy"],
                    check=True, stdout=subprocess.DEVNULL)
                seconds = time.monotonic() - started
                got = numpy.load(folder / "y.npy").astype(numpy.float64).reshape(expected.shape)
                difference = numpy.abs(got - expected).max() / expected.std()
                worst = max(worst, difference)
                print(f"{model_id:16} {ending:12} {difference:.1e} std  top-1 {got.argmax()}/{expected.argmax()}  {seconds:.1f} s in all", flush=True)
                weights.unlink()
    print(f"worst: {worst:.1e} std (tolerance {TOLERANCE:.0e})")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in NETWORKS]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; known: {', '.join(NETWORKS)}")
    sys.exit(main(sys.argv[1:]))
