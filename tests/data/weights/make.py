"""Makes the small weights files beside it with PyTorch. Run in this folder: python3 make.py

The values are multiples of 1/8 between -8 and 8, exact in every floating type used, so that readers are compared bit for bit.
"""
import json
import struct

import torch

SAFETENSORS_TYPES = {
    torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64",
}


def values(*shape, start=0):
    count = 1
    for size in shape:
        count *= size
    return (((torch.arange(count) * 37 + start) % 128 - 64) / 8.0).reshape(shape)


def mixed():
    """Every way in which a tensor can lie in its storage, and every type."""
    base = values(6, 10)
    return {
        "plain.weight": values(2, 3, 3, 3),
        "shared.first": base[:2],
        "shared.second": base[3:5],
        "shared.columns": base[:, 2:7],
        "transposed": base.t(),
        "expanded": values(1, 4, start=5).expand(3, 4),
        "reversed.dims": values(2, 3, 4, start=9).permute(2, 0, 1),
        "channels_last": values(2, 3, 4, 5, start=3).contiguous(memory_format=torch.channels_last),
        "half": values(3, 5, start=1).half(),
        "half.transposed": values(3, 5, start=2).half().t(),
        "bfloat16": values(7, start=4).bfloat16(),
        "double": values(2, 2, start=6).double(),
        "scalar": torch.tensor(0.625),
        "empty": torch.zeros(0, 3),
        "bn.num_batches_tracked": torch.tensor(1234),
    }


def write_safetensors(path, tensors):
    """The format by its description, not by its library."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        tensor = tensor.contiguous()
        raw = bytes(tensor.view(torch.int16).numpy().tobytes() if tensor.dtype == torch.bfloat16 else tensor.numpy().tobytes())
        header[name] = {
            "dtype": SAFETENSORS_TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


tensors = mixed()
torch.save(tensors, "mixed.pth")
torch.save(tensors, "mixed.legacy.pth", _use_new_zipfile_serialization=False)
write_safetensors("mixed.safetensors", tensors)
with open("mixed.json", "w") as file:
    json.dump(
        {
            name: {"type": str(tensor.dtype), "shape": list(tensor.shape), "values": tensor.double().flatten().tolist()}
            for name, tensor in tensors.items()
        },
        file,
        indent=1,
    )

# A checkpoint as training scripts write it.
layer = torch.nn.Linear(3, 2)
with torch.no_grad():
    layer.weight.copy_(values(2, 3))
    layer.bias.copy_(values(2))
optimizer = torch.optim.Adam(layer.parameters())
layer(torch.ones(1, 3)).sum().backward()
checkpoint = {
    "epoch": 3,
    "best": 0.5,
    "arch": "linear",
    "state_dict": {"module." + name: tensor for name, tensor in layer.state_dict().items()},
    "optimizer": optimizer.state_dict(),
}
torch.save(checkpoint, "checkpoint.pth")
torch.save(layer.state_dict(keep_vars=True), "parameters.pth")

# What is not accepted: a whole model, and a program.
torch.save(layer, "whole-model.pth")
torch.jit.script(layer).save("program.pth")
