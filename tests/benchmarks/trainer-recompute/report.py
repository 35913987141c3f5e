"""Prints the figure of a file with step time in ms and memory in MiB of recomputed and of kept activations on each line."""

import json
import statistics
import sys

with open(sys.argv[2], encoding="utf-8") as lines:
    rows = [[float(field) for field in line.split()] for line in lines]
again, again_memory, kept, kept_memory = (statistics.median(column) for column in zip(*rows))
figure = {
    "figure": sys.argv[1],
    "ours": round(again, 2),
    "peer": round(kept, 2),
    "unit": "ms",
    "ratio": round(statistics.median(row[2] / row[0] for row in rows), 3),
    "oursBuffersMiB": round(again_memory, 1),
    "peerBuffersMiB": round(kept_memory, 1),
    "runs": len(rows),
}
print(json.dumps(figure))
