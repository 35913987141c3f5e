"""The signatures of datatrove over JSON documents, one pass for each line on standard input.

Usage: peer.py CORPUS.jsonl SIGNATURES.txt
Writes the 112 values of each document (an empty line: none) to SIGNATURES.txt, prints `ready`, then one line of seconds for each pass.
"""

import itertools
import json
import sys
import tempfile
import time

import datatrove.pipeline.dedup.minhash as minhash


class SplitAtWhiteSpace:
    """Stands in for spaCy on both sides of the comparison."""

    def word_tokenize(self, text):
        return text.split()


def signature(step, text):
    shingles = step.get_shingles(text)
    return step.get_signature(shingles) if shingles.size else []


def main(corpus, signatures):
    minhash.load_word_tokenizer = lambda language: SplitAtWhiteSpace()
    with open(corpus, encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as unused, open(signatures, "w", encoding="utf-8") as out:
        step = minhash.MinhashDedupSignature(unused)
        for document in documents:
            out.write(" ".join(map(str, itertools.chain.from_iterable(signature(step, document)))) + "\n")
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for document in documents:
            signature(step, document)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
