"""Presidio's recognisers that work by patterns, over many texts, one pass for each line on standard input.

Usage: peer.py CORPUS.json SPANS.json
Writes the spans of each text to SPANS.json, prints `ready`, then one line of seconds and the number of spans for each pass. Only the
recognisers run, without the language model, the context and the removal of overlaps that Presidio's engine puts around them.
"""

import json
import sys
import time

import tldextract
from presidio_analyzer import predefined_recognizers as predefined

# The list of top-level domains that comes with the package, as ours does: without this it is looked for on the network.
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())

RECOGNISERS = {
    "EMAIL": "EmailRecognizer",
    "PHONE": "PhoneRecognizer",
    "CARD": "CreditCardRecognizer",
    "IBAN": "IbanRecognizer",
    "IP": "IpRecognizer",
    "MAC": "MacAddressRecognizer",
    "CRYPTO": "CryptoRecognizer",
    "US_SSN": "UsSsnRecognizer",
    "US_ITIN": "UsItinRecognizer",
    "US_ABA": "AbaRoutingRecognizer",
    "UK_NHS": "NhsRecognizer",
    "IN_AADHAAR": "InAadhaarRecognizer",
}
# The same as ours. Presidio itself returns what has a lower score, too.
THRESHOLD = 0.4


def spans(recognisers, text):
    found = []
    for name, recogniser in recognisers:
        for result in recogniser.analyze(text, recogniser.supported_entities, None):
            if result.score >= THRESHOLD:
                found.append([name, result.start, result.end])
    return found


def main(corpus, out):
    with open(corpus, encoding="utf-8") as file:
        texts = json.load(file)
    recognisers = [(name, getattr(predefined, kind)()) for name, kind in RECOGNISERS.items()]
    with open(out, "w", encoding="utf-8") as file:
        json.dump([spans(recognisers, text) for text in texts], file)
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        count = sum(len(spans(recognisers, text)) for text in texts)
        print(time.perf_counter() - start, count, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
