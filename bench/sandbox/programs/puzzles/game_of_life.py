# Life: a glider moves, a blinker blinks, a soup settles.
from collections import Counter


def step(alive):
    around = Counter((y + a, x + b) for y, x in alive for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b)
    return {cell for cell, count in around.items() if count == 3 or count == 2 and cell in alive}


def after(alive, count):
    for _ in range(count):
        alive = step(alive)
    return alive


def show(alive):
    rows, columns = [y for y, _ in alive], [x for _, x in alive]
    return ["".join(".#"[(y, x) in alive] for x in range(min(columns), max(columns) + 1)) for y in range(min(rows), max(rows) + 1)]


glider = {(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)}
assert after(glider, 4) == {(y + 1, x + 1) for y, x in glider}
blinker = {(0, 0), (0, 1), (0, 2)}
assert step(blinker) != blinker == after(blinker, 2)
pentomino = {(0, 1), (0, 2), (1, 0), (1, 1), (2, 1)}
sizes = [len(after(pentomino, count)) for count in (1, 10, 40)]
print(sizes, show(after(glider, 1)))
