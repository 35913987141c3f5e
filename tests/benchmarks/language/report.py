"""Prints the figure of two files with step time in milliseconds and peak memory in MiB on each line."""

import json
import statistics
import sys


def medians(path):
    with open(path, encoding="utf-8") as lines:
        rows = [[float(field) for field in line.split()] for line in lines]
    return [statistics.median(column) for column in zip(*rows)], len(rows)


(ours, ours_memory), runs = medians(sys.argv[2])
(peer, peer_memory), _ = medians(sys.argv[3])
figure = {
    "figure": sys.argv[1],
    "ours": round(ours, 2),
    "peer": round(peer, 2),
    "unit": "ms",
    "ratio": round(peer / ours, 3),
    "oursPeakMiB": round(ours_memory),
    "peerPeakMiB": round(peer_memory),
    "runs": runs,
}
print(json.dumps(figure))
