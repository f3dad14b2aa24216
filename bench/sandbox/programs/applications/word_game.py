# Guess a word with coloured answers: a solver that always wins by elimination.
from collections import Counter

WORDS = "crane slate brick plumb ghost windy jumpy vexed zonal quilt fjord sugar".split()


def answer(guess, word):
    colours = ["green" if a == b else "" for a, b in zip(guess, word)]
    left = Counter(b for a, b in zip(guess, word) if a != b)
    for index, letter in enumerate(guess):
        if not colours[index]:
            colours[index] = "yellow" if left[letter] else "grey"
            left[letter] -= 1
    return tuple(colours)


def solve(word):
    options, rounds = list(WORDS), []
    while True:
        guess = min(options, key=lambda one: (max(Counter(answer(one, other) for other in options).values()), one))
        rounds.append(guess)
        if guess == word:
            return rounds
        told = answer(guess, word)
        options = [one for one in options if answer(guess, one) == told and one != guess]


assert answer("sassy", "glass") == ("yellow", "yellow", "grey", "green", "grey")
lengths = Counter(len(solve(word)) for word in WORDS)
assert max(lengths) <= 4
print(sorted(lengths.items()), solve("sugar"))
