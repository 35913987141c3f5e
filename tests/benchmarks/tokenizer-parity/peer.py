"""Trains a byte-level tokenizer with the tokenizers library, or takes one, and writes down the encodings of all texts.

usage: peer.py TEXTS bpe|unigram|taken ADD_PREFIX_SPACE VOCABULARY TOKENIZER_JSON ENCODINGS; texts and encodings one in a line, as JSON.
"""

import json
import sys

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

texts_path, kind, prefix, vocabulary, tokenizer_path, encodings_path = sys.argv[1:]
with open(texts_path, encoding="utf-8") as lines:
    texts = [json.loads(line) for line in lines]
if kind == "taken":
    tokenizer = Tokenizer.from_file(tokenizer_path)
else:
    tokenizer = Tokenizer(models.BPE() if kind == "bpe" else models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix == "true")
    tokenizer.decoder = decoders.ByteLevel()
    train = trainers.BpeTrainer if kind == "bpe" else trainers.UnigramTrainer
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = train(vocab_size=int(vocabulary), initial_alphabet=alphabet, special_tokens=["<pad>", "<mask>"], show_progress=False)
    tokenizer.train_from_iterator(texts[: len(texts) // (2 if kind == "bpe" else 8)], trainer)
    tokenizer.save(tokenizer_path)
with open(encodings_path, "w", encoding="utf-8") as lines:
    for text in texts:
        lines.write(json.dumps(tokenizer.encode(text, add_special_tokens=False).ids) + "\n")
