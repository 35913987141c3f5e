"""Prints the figure of two files with step time and its processor time in milliseconds and peak memory in MiB on each line.

usage: report.py OBJECTIVE WHAT OURS PEER
"""

import json
import statistics
import sys

SHAPES = {
    "masked-autoencoder": "32x32 patch 4, D128 L3 H4, decoder D64 L1, B64, 16 of 64 patches visible",
    "simclr": "32x32 patch 4, D128 L3 H4, head 512-128, B64 with two views",
}


def medians(path):
    with open(path, encoding="utf-8") as lines:
        rows = [[float(field) for field in line.split()] for line in lines]
    return [statistics.median(column) for column in zip(*rows)], len(rows)


objective = sys.argv[1]
(ours, ours_processor, ours_memory), runs = medians(sys.argv[3])
(peer, peer_processor, peer_memory), _ = medians(sys.argv[4])
figure = {
    "figure": f"{objective}, one training step, {SHAPES[objective]}, {sys.argv[2]}",
    "ours": round(ours, 2),
    "peer": round(peer, 2),
    "unit": "ms",
    "ratio": round(peer / ours, 3),
    "oursProcessorMs": round(ours_processor, 2),
    "peerProcessorMs": round(peer_processor, 2),
    "processorRatio": round(peer_processor / ours_processor, 3),
    "oursPeakMiB": round(ours_memory),
    "peerPeakMiB": round(peer_memory),
    "runs": runs,
}
print(json.dumps(figure))
