"""Prints the figure of two files with one step time in milliseconds on each line."""

import json
import statistics
import sys


def times(path):
    with open(path, encoding="utf-8") as lines:
        return [float(line) for line in lines]


ours, peer = times(sys.argv[1]), times(sys.argv[2])
figure = {
    "figure": "masked language model, one training step, V4096 D128 L2 H4 T64 B32, 307 masked",
    "ours": round(statistics.median(ours), 2),
    "peer": round(statistics.median(peer), 2),
    "unit": "ms",
    "ratio": round(statistics.median(peer) / statistics.median(ours), 3),
    "runs": len(ours),
}
print(json.dumps(figure))
