"""The Gopher filters of datatrove over JSON documents, one pass for each line on standard input.

Usage: peer.py CORPUS.jsonl REASONS.txt
Writes the reason of each document (empty: kept) to REASONS.txt, prints `ready`, then one line of seconds for each pass.
"""

import functools
import json
import sys
import time

import datatrove.pipeline.filters.gopher_quality_filter as quality
import datatrove.pipeline.filters.gopher_repetition_filter as repetition
from datatrove.data import Document


@functools.lru_cache(5)
def split_at_white_space(text, language=None):
    """Stands in for spaCy on both sides of the comparison; cached as datatrove caches its own."""
    return text.split()


def reason(filters, document):
    for one in filters:
        verdict = one.filter(document)
        if verdict is not True:
            return verdict[1]
    return ""


def main(corpus, reasons):
    quality.split_into_words = split_at_white_space
    repetition.split_into_words = split_at_white_space
    filters = [repetition.GopherRepetitionFilter(), quality.GopherQualityFilter()]
    with open(corpus, encoding="utf-8") as lines:
        documents = [Document(text=json.loads(line), id=str(number)) for number, line in enumerate(lines)]
    with open(reasons, "w", encoding="utf-8") as out:
        out.writelines(reason(filters, document) + "\n" for document in documents)
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for document in documents:
            reason(filters, document)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
