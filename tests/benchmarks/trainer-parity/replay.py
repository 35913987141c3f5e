"""Replays a recorded training in PyTorch, in float and in double precision, and compares the loss of every step."""

import json
import struct
import sys

import numpy
import torch

import language
from networks import PATCH_WIDTH, PATCHES, VISIBLE, Autoencoder, Contrast, MomentumContrast, updater

ALLOWED = 1e-3
EPSILON = 1e-8
TYPES = {"f": ">f4", "i": ">i4", "d": ">f8"}
PARTS = {
    "attention.norm": "attention_norm",
    "attention.input": "attention_input",
    "attention.output": "attention_output",
    "feedforward.norm": "feedforward_norm",
    "feedforward.input": "feedforward_input",
    "feedforward.output": "feedforward_output",
}
DECODER = {
    "decoder.input": "input",
    "decoder.output": "output",
    "decoder.norm": "norm",
    "decoder.gap": "gap",
    "decoder.block": "block",
}


class Recording:
    def __init__(self, path):
        self.file = open(path, "rb")
        self.settings, self.parameters = {}, {}
        for _ in range(self.number(">i")):
            kind, *fields = self.text().split(" ")
            if kind == "setting":
                self.settings[fields[0]] = fields[1]
            else:
                self.parameters[fields[0]] = (int(fields[1]), [int(size) for size in fields[2].split(",")])

    def number(self, kind):
        return struct.unpack(kind, self.file.read(struct.calcsize(kind)))[0]

    def text(self):
        return self.file.read(self.number(">H")).decode()

    def blocks(self):
        """What was written until the next loss, by buffer; None at the end."""
        written = {}
        while head := self.file.read(2):
            name = self.file.read(struct.unpack(">H", head)[0]).decode()
            kind = TYPES[chr(self.number(">H"))]
            count = self.number(">i")
            values = numpy.frombuffer(self.file.read(count * numpy.dtype(kind).itemsize), kind)
            written.setdefault(name, torch.from_numpy(values.astype(kind[1:])))
            if name == "loss":
                return written
        return None


def peer_name(name, encoder, head):
    """Our name of a parameter in the words of networks.py, without weight or bias."""
    for ours, theirs in DECODER.items():
        if name.startswith(ours):
            return theirs + "".join("." + PARTS[part] for part in PARTS if name.endswith(part) and ours == "decoder.block")
    if name.startswith("head."):
        return head + {"head.0": "hidden", "head.1": "output"}[name]
    if name.startswith("block."):
        _, index, part = name.split(".", 2)
        return f"{encoder}blocks.{index}.{PARTS[part]}"
    return encoder + {"patches": "patches", "final.norm": "norm"}[name]


def load(model, recording, vector, encoder, head):
    """Puts the flat vector of our parameters into the network, each exactly once."""
    left = dict(model.named_parameters())
    for name, (offset, shape) in recording.parameters.items():
        values = vector[offset : offset + numpy.prod(shape)].reshape(shape)
        stem, _, kind = name.rpartition(".")
        if kind == "gap":
            target = left.pop("gap")
        else:
            target = left.pop(peer_name(stem, encoder, head) + (".bias" if kind == "bias" else ".weight"))
        with torch.no_grad():
            target.copy_(values.T if kind == "weight" else values)
    return left


def network(objective, recording, first):
    vector = first["parameters"]
    if objective in language.OBJECTIVES:
        return language.LanguageModel(recording, vector)
    if objective == "masked-autoencoder":
        model, left = Autoencoder(), None
        left = load(model, recording, vector, "encoder.", "")
    elif objective == "simclr":
        model = Contrast(float(recording.settings["temperature"]))
        left = load(model.projector, recording, vector, "encoder.", "")
    else:
        settings = recording.settings
        keys = first["keys"].view(-1, int(settings["head.output"]))[int(settings["batch.size"]) :]
        model = MomentumContrast(keys.clone(), float(settings["temperature"]), float(settings["momentum"]))
        left = load(model.queries, recording, vector, "encoder.", "")
        model.keys.load_state_dict(model.queries.state_dict())
    if left:
        sys.exit(f"trainer-parity: parameters of the peer without a value: {sorted(left)}")
    return model


def inputs(model, objective, blocks, batch):
    if objective in language.OBJECTIVES:
        return model.inputs(blocks, batch)
    patches = blocks["patches"]
    if objective == "masked-autoencoder":
        visible = blocks["encoder.patch.indices"].long().view(batch, VISIBLE)
        hidden = blocks["hidden.rows"].long().view(batch, -1) % PATCHES
        return patches.view(batch, VISIBLE, PATCH_WIDTH), visible, hidden, blocks["targets"].view(*hidden.shape, PATCH_WIDTH)
    return (patches.view(2 * batch, PATCHES, PATCH_WIDTH),)


def floating(tensor, precision):
    return tensor.to(precision) if tensor is not None and tensor.is_floating_point() else tensor


def train(objective, path, precision):
    """Our losses and the peer's, step by step."""
    recording = Recording(path)
    settings = recording.settings
    batch, rate, warm_up = int(settings["batch.size"]), float(settings["learning.rate"]), int(settings["warmup.steps"])
    beta2 = float(settings["beta2"])
    blocks = recording.blocks()
    model = network(objective, recording, blocks).to(precision)
    step = updater(model, rate, float(settings["weight.decay"]), beta2)
    ours, peer = [], []
    while blocks:
        count = len(ours) + 1
        for group in step.param_groups:
            group["lr"] = rate * min(1, count / warm_up)
            # Ours adds epsilon before the bias correction (Kingma and Ba, end of section 2), PyTorch after it.
            group["eps"] = EPSILON / (1 - beta2**count) ** 0.5
        step.zero_grad()
        loss = model(*(floating(tensor, precision) for tensor in inputs(model, objective, blocks, batch)))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), float(settings["clip.norm"]))
        step.step()
        if hasattr(model, "follow"):
            model.follow()
        ours.append(blocks["loss"].item())
        peer.append(loss.item())
        blocks = recording.blocks()
    return ours, peer


def greatest_difference(some, others):
    return float(f"{max(abs(a - b) / abs(b) for a, b in zip(some, others)):.2g}")


def main():
    objective, path = sys.argv[1:]
    ours, peer = train(objective, path, torch.float32)
    _, exact = train(objective, path, torch.float64)
    worst = greatest_difference(ours, peer)
    figure = {
        "figure": f"{objective}, greatest relative difference of the loss over {len(ours)} steps",
        "oursToPyTorch": worst,
        "pyTorchFloatToDouble": greatest_difference(peer, exact),
        "allowed": ALLOWED,
        "firstLoss": round(ours[0], 5),
        "lastLoss": round(ours[-1], 5),
    }
    print(json.dumps(figure), flush=True)
    sys.exit(0 if worst <= ALLOWED else 1)


main()
