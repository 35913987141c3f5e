"""Prints a JSON line for each method, then a table, from a file of answers: method, seed, update, domain, and 1 or 0 for each test text.

Standard errors are of a bootstrap over seeds and over the test texts of each domain, the same texts for all methods; that of the margin over
plain fine-tuning is of the paired difference.
"""

import json
import random
import statistics
import sys
from collections import defaultdict

RESAMPLES = 500
PLAIN = "plain fine-tuning"

with open(sys.argv[1], encoding="utf-8") as lines:
    rows = [line.rstrip("\n").split("\t") for line in lines]
answers = defaultdict(dict)
for method, seed, update, domain, correct in rows:
    answers[method, int(seed)][int(update), domain] = [int(answer) for answer in correct]
methods = list(dict.fromkeys(row[0] for row in rows))
domains = list(dict.fromkeys(row[3] for row in rows))
seeds = sorted({int(row[1]) for row in rows})


def last(method, seed):
    return max(update for update, _ in answers[method, seed])


def accuracy(method, seed, update, domain):
    return statistics.fmean(answers[method, seed][update, domain])


def average(method, update=None):
    return statistics.fmean(
        accuracy(method, seed, last(method, seed) if update is None else update, domain) for seed in seeds for domain in domains
    )


def backward(method):
    """How much the accuracy on a domain has changed since the update that was trained on it, over all domains but the last."""
    changes = [
        accuracy(method, seed, last(method, seed), domain) - accuracy(method, seed, number, domain)
        for seed in seeds
        for number, domain in enumerate(domains[:-1], 1)
    ]
    return statistics.fmean(changes)


def forgetting(method):
    """How far the accuracy on a domain is below its best since the update that was trained on it."""
    losses = []
    for seed in seeds:
        end = last(method, seed)
        for number, domain in enumerate(domains[:-1], 1):
            best = max(accuracy(method, seed, update, domain) for update in range(number, end + 1))
            losses.append(best - accuracy(method, seed, end, domain))
    return statistics.fmean(losses)


def resampled(generator):
    """Average accuracy of each method over drawn seeds and drawn test texts."""
    drawn_seeds = generator.choices(seeds, k=len(seeds))
    texts = {
        domain: generator.choices(range(len(answers[methods[0], seeds[0]][0, domain])), k=len(answers[methods[0], seeds[0]][0, domain]))
        for domain in domains
    }
    return {
        method: statistics.fmean(
            statistics.fmean(answers[method, seed][last(method, seed), domain][text] for text in texts[domain])
            for seed in drawn_seeds
            for domain in domains
        )
        for method in methods
    }


generator = random.Random(1)
draws = [resampled(generator) for _ in range(RESAMPLES)]
table = []
for method in methods:
    in_turn = last(method, seeds[0]) > 1
    figure = {
        "figure": f"continual: average probe accuracy over five domains, {method}",
        "ours": round(average(method), 4),
        "peer": round(average(PLAIN), 4) if PLAIN in methods else None,
        "unit": "accuracy",
        "ratio": round(average(method) / average(PLAIN), 3) if PLAIN in methods else None,
        "runs": len(seeds),
        "standard_error": round(statistics.stdev(draw[method] for draw in draws), 4),
        "backward_transfer": round(backward(method), 4) if in_turn else None,
        "forgetting": round(forgetting(method), 4) if in_turn else None,
    }
    if PLAIN in methods:
        figure["margin"] = round(average(method) - average(PLAIN), 4)
        figure["margin_standard_error"] = round(statistics.stdev(draw[method] - draw[PLAIN] for draw in draws), 4)
    table.append((method, figure))
    print(json.dumps(figure))


def points(value):
    return "–" if value is None else f"{100 * value:.1f}"


print()
print("| method | average accuracy | standard error | over plain fine-tuning | backward transfer | forgetting |")
print("|---|---|---|---|---|---|")
print(f"| untrained | {points(average(methods[0], 0))} | | | | |")
for method, figure in table:
    margin = f"{points(figure.get('margin'))} ± {points(figure.get('margin_standard_error'))}"
    print(
        f"| {method} | {points(figure['ours'])} | {points(figure['standard_error'])} | {margin} |"
        f" {points(figure['backward_transfer'])} | {points(figure['forgetting'])} |"
    )
