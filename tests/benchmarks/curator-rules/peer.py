"""The text filters of datatrove over JSON documents, one pass for each line on standard input.

Usage: peer.py CORPUS.jsonl REASONS.txt FILTER...
FILTER is a group of rules of the curator: gopher_repetition, gopher_quality, c4, c4_terminated, c4_paragraphs, fineweb; or
c4_badwords_en, c4_badwords_ja: the made-up list in bad-words.txt stands in for that of the language. Writes a line
for each document to REASONS.txt, the reason of each filter by itself (empty: kept), separated by tabs; prints `ready`, then one line of
seconds for each pass, in which the first filter that rejects ends a document.
"""

import json
import pathlib
import sys
import time

from datatrove.data import Document
from datatrove.pipeline.filters import c4_filters
from datatrove.pipeline.filters.c4_filters import C4BadWordsFilter, C4ParagraphFilter, C4QualityFilter
from datatrove.pipeline.filters.fineweb_quality_filter import FineWebQualityFilter
from datatrove.pipeline.filters.gopher_quality_filter import GopherQualityFilter
from datatrove.pipeline.filters.gopher_repetition_filter import GopherRepetitionFilter
from datatrove.utils import word_tokenizers

FILTERS = {
    "gopher_repetition": GopherRepetitionFilter,
    "gopher_quality": GopherQualityFilter,
    "c4": lambda: C4QualityFilter(filter_no_terminal_punct=False),
    "c4_terminated": C4QualityFilter,
    "c4_paragraphs": C4ParagraphFilter,
    "fineweb": FineWebQualityFilter,
    "c4_badwords_en": lambda: C4BadWordsFilter(default_language="en"),
    "c4_badwords_ja": lambda: C4BadWordsFilter(default_language="ja"),
}


class SplitAtWhiteSpace(word_tokenizers.WhitespaceTokenizer):
    """Stands in for spaCy on both sides of the comparison. Sentences are found by datatrove's own pattern."""

    def word_tokenize(self, text):
        return text.split()


def reason(one, document, text):
    # C4 cuts lines out of its document: each filter judges the text as it came.
    document.text = text
    verdict = one.filter(document)
    return "" if verdict is True else verdict[1]


def judge(filters, document, text):
    for one in filters:
        if reason(one, document, text):
            return


def main(corpus, reasons, *names):
    tokenizer = SplitAtWhiteSpace()
    word_tokenizers.load_word_tokenizer = lambda language: tokenizer
    c4_filters.cached_asset_path_or_download = lambda *_, **__: pathlib.Path(__file__).with_name("bad-words.txt")
    filters = [FILTERS[name]() for name in names]
    with open(corpus, encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines]
    document = Document(text="", id="")
    with open(reasons, "w", encoding="utf-8") as out:
        for text in texts:
            out.write("\t".join(reason(one, document, text) for one in filters) + "\n")
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for text in texts:
            judge(filters, document, text)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
