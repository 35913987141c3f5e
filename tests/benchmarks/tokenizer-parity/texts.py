"""Prints texts to encode, one JSON string in a line: plays, news, log lines, and strings that are hard to cut. usage: texts.py DATA"""

import csv
import json
import pathlib
import random
import sys

data = pathlib.Path(sys.argv[1])
texts = (data / "tiny_shakespeare" / "input.txt").read_text(encoding="utf-8").split("\n\n")
with open(data / "ag_news" / "ag_news.csv", encoding="utf-8") as rows:
    texts += [" ".join(row[1:]) for row in csv.reader(rows)]
for log in sorted(data.glob("loghub/**/*.log")):
    texts += log.read_text(encoding="utf-8", errors="replace").splitlines()
chance = random.Random(1)
symbols = list("ab  \t\n\r12'sre.!-") + ["é", "ß", "\u00a0", "\u3000", "漢", "字", "🙂", "\u0301", "Ω", "\u0085", "½", "\u200b", "don't", "we'll"]
texts += ["".join(chance.choices(symbols, k=chance.randrange(40))) for _ in range(5000)]
texts += ["a" * 5000, "ab" * 3000, " " * 500 + "x", "".join(chance.choices("abcde", k=20_000)), ""]
chance.shuffle(texts)
for text in texts:
    print(json.dumps(text))
