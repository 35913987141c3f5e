"""One detector of River over one stream, one pass with a new detector for each line on standard input.

Usage: peer.py DETECTOR STREAM.json ALARMS.json
Writes the indices of the alarms to ALARMS.json, prints `ready`, then one line of seconds for each pass.
"""

import json
import sys
import time

from river import drift

DETECTORS = {
    "adwin": lambda: drift.ADWIN(),
    "page-hinkley": lambda: drift.PageHinkley(mode="up"),
    "kswin": lambda: drift.KSWIN(seed=1),
    "ddm": lambda: drift.binary.DDM(),
    "hddm-a": lambda: drift.binary.HDDMA(two_sided_test=True),
    "hddm-w": lambda: drift.binary.HDDMW(two_sided_test=True),
}


def alarms(detector, stream):
    found = []
    for index, value in enumerate(stream):
        detector.update(value)
        if detector.drift_detected:
            found.append(index)
    return found


def main(name, stream, out):
    with open(stream, encoding="utf-8") as file:
        values = json.load(file)
    create = DETECTORS[name]
    with open(out, "w", encoding="utf-8") as file:
        json.dump(alarms(create(), values), file)
    print("ready", flush=True)
    for _ in sys.stdin:
        detector = create()
        start = time.perf_counter()
        alarms(detector, values)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
