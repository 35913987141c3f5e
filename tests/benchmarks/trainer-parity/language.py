"""The language models in PyTorch, over parameters that keep our names: y = x W + b with W (inputs, outputs)."""

import math

import torch
from torch import nn
from torch.nn import functional as F

OBJECTIVES = ("masked-language", "causal-language", "span-corruption", "sentence-order", "log-key")
PADDING = 0
SLOWEST = 0.01


class LanguageModel(nn.Module):
    def __init__(self, recording, vector):
        super().__init__()
        settings = recording.settings
        self.causal = settings["objective"] == "causal-language"
        self.length, self.layers, self.heads = (int(settings[key]) for key in ("length", "layers", "heads"))
        self.order_weight, self.hypersphere_weight = (float(settings.get(key, 0)) for key in ("order.weight", "hypersphere.weight"))
        self.centre, self.steps = None, 0
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

    def forward(self, tokens, padding, rows, labels, swapped):
        """tokens (B, length); padding (B, 1, 1, length), added to the scores; rows and labels of the predictions; swapped (B)."""
        x = self.value("tokens")[tokens] + self.value("positions")
        for index in range(self.layers):
            block = f"block.{index}"
            x = x + self.attend(self.norm(x, block + ".attention.norm"), block + ".attention", padding)
            hidden = self.linear(self.norm(x, block + ".feedforward.norm"), block + ".feedforward.input")
            x = x + self.linear(F.gelu(hidden, approximate="tanh"), block + ".feedforward.output")
        states = self.norm(x, "final.norm")
        logits = F.linear(states.flatten(0, 1)[rows], self.value("tokens"), self.value("prediction.bias"))
        return F.cross_entropy(logits, labels) + self.pooled(states, tokens, swapped)

    def pooled(self, states, tokens, swapped):
        """Sentence order of ALBERT and hypersphere of LogBERT on the mean of the states of each window."""
        read = (tokens != PADDING)[..., None].to(states.dtype)
        means = (states * read).sum(1) / read.sum(1)
        loss = 0
        if self.order_weight:
            pairs = swapped >= 0
            loss = loss + self.order_weight * F.cross_entropy(self.linear(means[pairs], "order"), swapped[pairs])
        if self.hypersphere_weight and self.centre is not None:
            loss = loss + self.hypersphere_weight * (means - self.centre).square().sum(1).mean()
        self.newest = means.detach().mean(0)
        return loss

    def follow(self):
        """Moves the centre on, after an update."""
        self.steps += 1
        share = max(1 / self.steps, SLOWEST)
        self.centre = self.newest if self.centre is None else (1 - share) * self.centre + share * self.newest

    def inputs(self, blocks, batch):
        rows, labels = blocks["predicted.rows"].long(), blocks["predicted.tokens"].long()
        padding = None if self.causal else blocks["attention.mask"].view(batch, 1, 1, self.length)
        swapped = blocks["order.swapped"].long() if self.order_weight else None
        return blocks["tokens.input"].long().view(batch, self.length), padding, rows[rows >= 0], labels[rows >= 0], swapped
