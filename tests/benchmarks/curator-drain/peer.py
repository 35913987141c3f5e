"""Drain3 over the lines of several systems, one pass with new trees for each line on standard input.

Usage: peer.py CORPUS.json TEMPLATES.json
Writes the number of the template of each line to TEMPLATES.json, prints `ready`, then one line of seconds for each pass. Only the
masker and the tree run, without the state, the profiler and the dictionaries that Drain3's miner puts around them.
"""

import json
import sys
import time

from drain3.drain import Drain
from drain3.masking import LogMasker, MaskingInstruction


def miners(systems):
    return [
        (
            LogMasker([MaskingInstruction(pattern, "*") for pattern in system["patterns"]], "<", ">"),
            Drain(depth=system["depth"], sim_th=system["similarity"], max_children=100),
        )
        for system in systems
    ]


def main(corpus, templates):
    with open(corpus, encoding="utf-8") as file:
        systems = json.load(file)
    numbers = []
    for (masker, drain), system in zip(miners(systems), systems):
        clusters = [drain.add_log_message(masker.mask(line))[0] for line in system["lines"]]
        numbers.append([cluster.cluster_id for cluster in clusters])
    with open(templates, "w", encoding="utf-8") as file:
        json.dump(numbers, file)
    print("ready", flush=True)
    for _ in sys.stdin:
        fresh = miners(systems)
        start = time.perf_counter()
        for (masker, drain), system in zip(fresh, systems):
            for line in system["lines"]:
                drain.add_log_message(masker.mask(line))
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
