"""Median time of one training step of the same masked language model in PyTorch in milliseconds, and peak memory in MiB."""

import os
import resource
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY, LENGTH, BATCH, MASKED = 4096, 64, 32, 307
WIDTH, LAYERS, HEADS = (int(argument) for argument in sys.argv[1:])
WARM_UP, TIMED = 30, 60


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm = nn.LayerNorm(WIDTH)
        self.attention_input = nn.Linear(WIDTH, 3 * WIDTH)
        self.attention_output = nn.Linear(WIDTH, WIDTH)
        self.feedforward_norm = nn.LayerNorm(WIDTH)
        self.feedforward_input = nn.Linear(WIDTH, 4 * WIDTH)
        self.feedforward_output = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        q, k, v = self.attention_input(self.attention_norm(x)).view(BATCH, LENGTH, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        context = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(BATCH, LENGTH, WIDTH)
        x = x + self.attention_output(context)
        hidden = F.gelu(self.feedforward_input(self.feedforward_norm(x)), approximate="tanh")
        return x + self.feedforward_output(hidden)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Parameter(torch.randn(LENGTH, WIDTH) * 0.02)
        nn.init.normal_(self.tokens.weight, std=0.02)
        self.blocks = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, tokens, rows):
        x = self.blocks(self.tokens(tokens) + self.positions).view(-1, WIDTH)
        return F.linear(self.norm(x[rows]), self.tokens.weight, self.bias)


def main():
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    model = Model()
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
    updater = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.98))
    times = []
    for step in range(WARM_UP + TIMED):
        tokens = torch.randint(2, VOCABULARY, (BATCH, LENGTH))
        rows = torch.randperm(BATCH * LENGTH)[:MASKED]
        labels = torch.randint(2, VOCABULARY, (MASKED,))
        start = time.perf_counter()
        updater.zero_grad()
        loss = F.cross_entropy(model(tokens, rows), labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        updater.step()
        loss.item()
        if step >= WARM_UP:
            times.append(1000 * (time.perf_counter() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{statistics.median(times):.3f} {peak}")


main()
