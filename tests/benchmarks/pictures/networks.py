"""The networks of the image objectives in PyTorch: the same functions as ours, written as PyTorch is usually written."""

import math

import torch
from torch import nn
from torch.nn import functional as F

SIDE, PATCH, WIDTH, LAYERS, HEADS, DECODER_WIDTH = 32, 4, 128, 3, 4, 64
PATCHES, PATCH_WIDTH = (SIDE // PATCH) ** 2, 3 * PATCH**2
VISIBLE = PATCHES // 4


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention_input = nn.Linear(width, 3 * width)
        self.attention_output = nn.Linear(width, width)
        self.feedforward_norm = nn.LayerNorm(width)
        self.feedforward_input = nn.Linear(width, 4 * width)
        self.feedforward_output = nn.Linear(4 * width, width)

    def forward(self, x):
        pictures, length, width = x.shape
        projected = self.attention_input(self.attention_norm(x)).view(pictures, length, 3, HEADS, width // HEADS)
        q, k, v = projected.permute(2, 0, 3, 1, 4)
        context = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(pictures, length, width)
        x = x + self.attention_output(context)
        hidden = F.gelu(self.feedforward_input(self.feedforward_norm(x)), approximate="tanh")
        return x + self.feedforward_output(hidden)


def positions(width):
    """Fixed sine and cosine positions (patches, width): half for the row, half for the column."""
    grid, quarter = SIDE // PATCH, width // 4
    rates = torch.tensor([10_000 ** (-i / quarter) for i in range(quarter)], dtype=torch.float64)
    angles = torch.arange(grid, dtype=torch.float64)[:, None] * rates
    line = torch.cat([angles.sin(), angles.cos()], 1)
    rows = line[:, None].expand(grid, grid, -1)
    columns = line[None].expand(grid, grid, -1)
    return torch.cat([rows, columns], 2).reshape(PATCHES, width).float()


class VisionTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Linear(PATCH_WIDTH, WIDTH)
        self.blocks = nn.Sequential(*[Block(WIDTH) for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.register_buffer("positions", positions(WIDTH))

    def forward(self, patches, indices=None):
        places = self.positions if indices is None else self.positions[indices]
        return self.norm(self.blocks(self.patches(patches) + places))


class Autoencoder(nn.Module):
    """He et al., 2022; the last layers run on the hidden patches alone."""

    def __init__(self):
        super().__init__()
        self.encoder = VisionTransformer()
        self.input = nn.Linear(WIDTH, DECODER_WIDTH)
        self.gap = nn.Parameter(torch.randn(DECODER_WIDTH) * 0.02)
        self.block = Block(DECODER_WIDTH)
        self.norm = nn.LayerNorm(DECODER_WIDTH)
        self.output = nn.Linear(DECODER_WIDTH, PATCH_WIDTH)
        self.register_buffer("positions", positions(DECODER_WIDTH))

    def forward(self, patches, visible, hidden, targets):
        """patches (B, visible, patch width); visible and hidden: indices (B, ...); targets (B, hidden, patch width)."""
        seen = self.input(self.encoder(patches, visible))
        pictures = len(patches)
        whole = self.gap.expand(pictures, PATCHES, -1).scatter(1, visible[..., None].expand(-1, -1, DECODER_WIDTH), seen)
        decoded = self.block(whole + self.positions)
        gathered = decoded.gather(1, hidden[..., None].expand(-1, -1, DECODER_WIDTH))
        return F.mse_loss(self.output(self.norm(gathered)), targets)


class Projector(nn.Module):
    def __init__(self, hidden=512, output=128):
        super().__init__()
        self.encoder = VisionTransformer()
        self.hidden = nn.Linear(WIDTH, hidden)
        self.output = nn.Linear(hidden, output)

    def forward(self, patches):
        return F.normalize(self.output(F.relu(self.hidden(self.encoder(patches).mean(1)))), dim=1)


class Contrast(nn.Module):
    """SimCLR (Chen et al., 2020)."""

    def __init__(self, temperature=0.2):
        super().__init__()
        self.projector = Projector()
        self.temperature = temperature

    def forward(self, patches):
        """patches (2 * B, patches, patch width), first views first."""
        z = self.projector(patches)
        similarities = z @ z.T / self.temperature
        similarities.fill_diagonal_(-math.inf)
        partners = torch.arange(len(z)).roll(len(z) // 2)
        return F.cross_entropy(similarities, partners)


class MomentumContrast(nn.Module):
    """MoCo v2 (Chen et al., 2020): keys of earlier batches in a queue."""

    def __init__(self, queue, temperature, momentum):
        super().__init__()
        self.queries, self.keys = Projector(), Projector().requires_grad_(False)
        self.register_buffer("queue", queue)
        self.temperature, self.momentum, self.oldest = temperature, momentum, 0

    def forward(self, patches):
        """patches (2 * B, patches, patch width), first views first."""
        first, second = patches.chunk(2)
        queries = self.queries(first)
        with torch.no_grad():
            self.newest = self.keys(second)
        own = (queries * self.newest).sum(1, keepdim=True)
        similarities = torch.cat([own, queries @ self.queue.T], 1) / self.temperature
        return F.cross_entropy(similarities, torch.zeros(len(queries), dtype=torch.long))

    @torch.no_grad()
    def follow(self):
        """Moves the second encoder and the queue on, after an update."""
        for key, query in zip(self.keys.parameters(), self.queries.parameters()):
            key.mul_(self.momentum).add_(query, alpha=1 - self.momentum)
        self.queue[self.oldest : self.oldest + len(self.newest)] = self.newest
        self.oldest = (self.oldest + len(self.newest)) % len(self.queue)


def updater(model, rate, decay, beta2):
    matrices = [p for p in model.parameters() if p.requires_grad and p.dim() > 1]
    vectors = [p for p in model.parameters() if p.requires_grad and p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, beta2), eps=1e-8)
