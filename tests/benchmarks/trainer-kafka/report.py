"""Prints the figure of a file with samples per second through the service and of the bare step on each line."""

import json
import statistics
import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    rates = [[float(field) for field in line.split()] for line in lines]
through, bare = (statistics.median(column) for column in zip(*rates))
figure = {
    "figure": "one update of 3,000 samples through Kafka and the trainer service beside bare steps, text-encoder V4096 D128 L2 T64 B32",
    "ours": round(through, 1),
    "peer": round(bare, 1),
    "unit": "samples/s",
    "ratio": round(statistics.median(row[0] / row[1] for row in rates), 3),
    "runs": len(rates),
}
print(json.dumps(figure))
