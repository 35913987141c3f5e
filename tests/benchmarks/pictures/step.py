"""Median time of one training step of the same objective in PyTorch and its processor time in milliseconds, and peak memory in MiB."""

import os
import resource
import statistics
import sys
import time

import torch

from networks import PATCH_WIDTH, PATCHES, VISIBLE, Autoencoder, Contrast, updater

BATCH, WARM_UP, TIMED = 64, 20, 40


def masks():
    order = torch.rand(BATCH, PATCHES).argsort(1)
    visible, hidden = order[:, :VISIBLE], order[:, VISIBLE:]
    return torch.randn(BATCH, VISIBLE, PATCH_WIDTH), visible, hidden, torch.randn(*hidden.shape, PATCH_WIDTH)


def views():
    return (torch.randn(2 * BATCH, PATCHES, PATCH_WIDTH),)


def main():
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    model, draw = (Autoencoder(), masks) if sys.argv[1] == "masked-autoencoder" else (Contrast(), views)
    step = updater(model, 1e-3, 0.05, 0.95)
    times, processor = [], 0.0
    for index in range(WARM_UP + TIMED):
        inputs = draw()
        start, processor_start = time.perf_counter(), time.process_time()
        step.zero_grad()
        loss = model(*inputs)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        step.step()
        loss.item()
        if index >= WARM_UP:
            processor += 1000 * (time.process_time() - processor_start) / TIMED
            times.append(1000 * (time.perf_counter() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{statistics.median(times):.3f} {processor:.3f} {peak}")


main()
