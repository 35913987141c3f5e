"""Prints the figures of a file with the JSON of a round and a size on each line: medians over the rounds."""

import json
import os
import statistics
import sys


def median(rounds, key, digits=None):
    return round(statistics.median(line[key] for line in rounds), digits)


def report(size, rounds):
    where = f"curator-topology.{size}, documents of {median(rounds, 'meanBytes')} bytes, {os.cpu_count()} cores"

    def figure(what, unit, ours, peer=None, digits=None, **more):
        line = {"figure": f"{where}: {what}", "ours": median(rounds, ours, digits)}
        if peer:
            ratio = statistics.median(line[ours] / line[peer] for line in rounds)
            line |= {"peer": median(rounds, peer, digits), "ratio": round(ratio, 3)}
        print(json.dumps(line | {"unit": unit, "runs": len(rounds)} | more), flush=True)

    figure("verdicts with exactly-once, beside a pass-through", "documents/s", "rate", "peerrate", kept=median(rounds, "kept", 3))
    figure("what a document takes of a core", "us", "cpuMicros", "peercpuMicros")
    figure("what a document takes of a core in the broker", "us", "brokerMicros", "peerbrokerMicros")
    figure("from publishing to the committed verdict at 70 % of the curator's rate, median", "ms", "p50", "peerp50")
    figure("from publishing to the committed verdict at 70 % of the curator's rate, 99 of 100", "ms", "p99", "peerp99")
    figure("state on disk after an orderly end, all stores", "bytes/document", "storeBytes")
    figure("changelog of the admitted contents", "bytes/document", "changelogBytes")
    figure("other changelogs, before they are compacted; they do not grow with the documents", "bytes/document", "otherChangelogBytes")
    figure("stores back after the state directory was deleted", "s", "restoreSeconds", digits=2)
    figure("records restored", "records/s", "restoreRate")


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        rounds = [json.loads(line) for line in lines]
    for size in sorted({line["size"] for line in rounds}):
        report(size, [line for line in rounds if line["size"] == size])


main()
