# A model of letters: counts of pairs, its surprise, and text from a seed.
import math
import random
from collections import Counter, defaultdict

TEXT = ("it was the best of times it was the worst of times it was the age of wisdom "
        "it was the age of foolishness it was the epoch of belief it was the season of light ") * 2
following = defaultdict(Counter)
for a, b in zip(TEXT, TEXT[1:]):
    following[a][b] += 1


def surprise(text):
    total = 0.0
    for a, b in zip(text, text[1:]):
        counts = following[a]
        total -= math.log2((counts[b] + 0.1) / (sum(counts.values()) + 2.7))
    return total / (len(text) - 1)


def generate(seed, length):
    source, out = random.Random(seed), "i"
    while len(out) < length:
        letters, counts = zip(*sorted(following[out[-1]].items()))
        out += source.choices(letters, counts)[0]
    return out


assert surprise("it was the age of times") < surprise("xq zzk wvj pqy") and generate(1, 40) == generate(1, 40)
words = Counter(TEXT.split())
idf = {word: math.log(len(words) / count) for word, count in words.items()}
print(generate(3, 60), f"{surprise('the best of light'):.9f}", words.most_common(3), f"{idf['the']:.6f}")
