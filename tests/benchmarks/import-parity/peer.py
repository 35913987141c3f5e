"""Random small models of the transformers library, and what PyTorch computes with them.

usage: peer.py write SEED TEXTS MODELS | compare FAMILY MODEL
"""

import json
import pathlib
import struct
import sys
import zlib

import numpy
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import BertConfig, BertModel, GPT2Config, GPT2Model, ViTConfig, ViTModel

WIDTH, LAYERS, HEADS, LENGTH = 64, 3, 4, 48
KINDS = {"gpt2": GPT2Model, "bert": BertModel, "vit": ViTModel}


def tokenizer(texts):
    learned = Tokenizer(models.BPE())
    learned.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    learned.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=500, initial_alphabet=alphabet, show_progress=False))
    return learned


def png(pixels):
    """An 8-bit RGB picture (rows, columns, 3)."""
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write(seed, texts_path, directory):
    torch.manual_seed(seed)
    texts = pathlib.Path(texts_path).read_text(encoding="utf-8").split("\n\n")
    texts = [text for text in texts if text.strip()][:200]
    learned = tokenizer(texts)
    size = learned.get_vocab_size()
    shape = dict(hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=4 * WIDTH)
    made = {
        "gpt2": GPT2Model(GPT2Config(vocab_size=size, n_positions=128, n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS)),
        "bert": BertModel(BertConfig(vocab_size=size, max_position_embeddings=128, **shape)),
        "vit": ViTModel(ViTConfig(image_size=32, patch_size=8, **shape)),
    }
    for family, model in made.items():
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(0.1 * torch.randn_like(parameter))
        folder = pathlib.Path(directory) / family
        model.save_pretrained(folder, safe_serialization=True)
        if family == "vit":
            preprocessing = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
            (folder / "preprocessor_config.json").write_text(json.dumps(preprocessing))
            (folder / "picture.png").write_bytes(png(numpy.random.default_rng(seed).integers(0, 256, (32, 32, 3), dtype=numpy.uint8)))
        else:
            learned.save(str(folder / "tokenizer.json"))
            (folder / "texts.json").write_text(json.dumps(texts))


def parameters(folder):
    flat = numpy.fromfile(folder / "ours" / "parameters", dtype="<f4")
    found = {}
    for part in json.loads((folder / "ours" / "parts.json").read_text()):
        elements = int(numpy.prod(part["shape"]))
        found[part["name"]] = torch.from_numpy(flat[part["offset"] : part["offset"] + elements].reshape(part["shape"]).copy())
    return found


def linear(ours, name, x):
    return x @ ours[name + ".weight"] + ours[name + ".bias"]


def norm(ours, name, x):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], ours[name + ".gain"], ours[name + ".bias"])


def plain(module, x):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], module.weight, module.bias)


def generative(model, folder, ours):
    learned = Tokenizer.from_file(str(folder / "tokenizer.json"))
    embedded = json.loads((folder / "ours" / "embeddings.json").read_text())
    for text, vector in zip(json.loads((folder / "texts.json").read_text()), embedded):
        ids = learned.encode(text, add_special_tokens=False).ids[:LENGTH]
        yield model(torch.tensor([ids])).last_hidden_state[0].mean(0), torch.tensor(vector)


def bidirectional(model, folder, ours):
    x = torch.randn(10, WIDTH)
    table = model.embeddings
    yield table.position_embeddings.weight[:LENGTH] + table.token_type_embeddings.weight[0], ours["positions"]
    yield plain(table.LayerNorm, x), norm(ours, "block.0.attention.norm", x)
    for index, layer in enumerate(model.encoder.layer):
        attention, block = layer.attention, f"block.{index}"
        joined = torch.cat([part(x) for part in (attention.self.query, attention.self.key, attention.self.value)], dim=-1)
        yield joined, linear(ours, block + ".attention.input", x)
        yield attention.output.dense(x), linear(ours, block + ".attention.output", x)
        yield plain(attention.output.LayerNorm, x), norm(ours, block + ".feedforward.norm", x)
        yield from feed_forward(layer, ours, block, x)
        following = "final.norm" if index == LAYERS - 1 else f"block.{index + 1}.attention.norm"
        yield plain(layer.output.LayerNorm, x), norm(ours, following, x)


def vision(model, folder, ours):
    x = torch.randn(10, WIDTH)
    pixels = torch.rand(1, 3, 8, 8)
    described = json.loads((folder / "preprocessor_config.json").read_text())
    mean, deviation = (torch.tensor(described[key]).reshape(1, 3, 1, 1) for key in ("image_mean", "image_std"))
    patch = model.embeddings.patch_embeddings.projection((pixels - mean) / deviation).flatten()
    yield patch, linear(ours, "patches", ((pixels - 0.5) / 0.25).permute(0, 2, 3, 1).reshape(1, -1))[0]
    for index, layer in enumerate(model.encoder.layer):
        attention, block = layer.attention, f"block.{index}"
        parts = attention.attention
        yield plain(layer.layernorm_before, x), norm(ours, block + ".attention.norm", x)
        yield torch.cat([part(x) for part in (parts.query, parts.key, parts.value)], dim=-1), linear(ours, block + ".attention.input", x)
        yield attention.output.dense(x), linear(ours, block + ".attention.output", x)
        yield plain(layer.layernorm_after, x), norm(ours, block + ".feedforward.norm", x)
        yield from feed_forward(layer, ours, block, x)
    yield plain(model.layernorm, x), norm(ours, "final.norm", x)


def feed_forward(layer, ours, block, x):
    wide = torch.randn(10, 4 * WIDTH)
    yield layer.intermediate.dense(x), linear(ours, block + ".feedforward.input", x)
    yield layer.output.dense(wide), linear(ours, block + ".feedforward.output", wide)


def compare(family, folder):
    model = KINDS[family].from_pretrained(folder).eval()
    ours = parameters(folder)
    pairs = {"gpt2": generative, "bert": bidirectional, "vit": vision}[family]
    with torch.no_grad():
        differences = [((one - other).abs().max() / one.abs().max()).item() for one, other in pairs(model, folder, ours)]
    worst = max(differences)
    what = "embeddings of imported GPT-2 weights" if family == "gpt2" else f"layers with imported {family} weights"
    stated = json.loads((folder / "ours" / "differences.json").read_text())
    figure = {"figure": f"greatest relative difference to PyTorch, {what}", "value": worst, "allowed": 1e-5, "compared": len(differences)}
    print(json.dumps(figure | {"stated differences": stated}))
    sys.exit(worst > 1e-5 or (family == "gpt2") == bool(stated))


if sys.argv[1] == "write":
    write(int(sys.argv[2]), *sys.argv[3:])
else:
    compare(sys.argv[2], pathlib.Path(sys.argv[3]))
