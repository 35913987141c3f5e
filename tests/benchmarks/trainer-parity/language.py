"""The language models in PyTorch, over parameters that keep our names: y = x W + b with W (inputs, outputs)."""

import math

import torch
from torch import nn
from torch.nn import functional as F

OBJECTIVES = ("masked-language", "causal-language")


class LanguageModel(nn.Module):
    def __init__(self, recording, vector):
        super().__init__()
        settings = recording.settings
        self.causal = settings["objective"] == "causal-language"
        self.length, self.layers, self.heads = (int(settings[key]) for key in ("length", "layers", "heads"))
        self.values = nn.ParameterDict(
            {
                name.replace(".", "_"): nn.Parameter(vector[offset : offset + math.prod(shape)].view(shape).clone())
                for name, (offset, shape) in recording.parameters.items()
            }
        )

    def value(self, name):
        return self.values[name.replace(".", "_")]

    def linear(self, x, name):
        return x @ self.value(name + ".weight") + self.value(name + ".bias")

    def norm(self, x, name):
        return F.layer_norm(x, x.shape[-1:], self.value(name + ".gain"), self.value(name + ".bias"))

    def attend(self, x, name, padding):
        windows, length, width = x.shape
        projected = self.linear(x, name + ".input").view(windows, length, 3, self.heads, width // self.heads)
        q, k, v = projected.permute(2, 0, 3, 1, 4)
        context = F.scaled_dot_product_attention(q, k, v, attn_mask=padding, is_causal=self.causal)
        return self.linear(context.transpose(1, 2).reshape(windows, length, width), name + ".output")

    def forward(self, tokens, padding, rows, labels):
        """tokens (B, length); padding (B, 1, 1, length), added to the scores; rows and labels of the predictions."""
        x = self.value("tokens")[tokens] + self.value("positions")
        for index in range(self.layers):
            block = f"block.{index}"
            x = x + self.attend(self.norm(x, block + ".attention.norm"), block + ".attention", padding)
            hidden = self.linear(self.norm(x, block + ".feedforward.norm"), block + ".feedforward.input")
            x = x + self.linear(F.gelu(hidden, approximate="tanh"), block + ".feedforward.output")
        states = self.norm(x, "final.norm").flatten(0, 1)[rows]
        return F.cross_entropy(F.linear(states, self.value("tokens"), self.value("prediction.bias")), labels)

    def inputs(self, blocks, batch):
        rows, labels = blocks["predicted.rows"].long(), blocks["predicted.tokens"].long()
        padding = None if self.causal else blocks["attention.mask"].view(batch, 1, 1, self.length)
        return blocks["tokens.input"].long().view(batch, self.length), padding, rows[rows >= 0], labels[rows >= 0]
