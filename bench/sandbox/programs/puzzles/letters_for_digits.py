# SEND + MORE = MONEY, and the zebra.
import itertools


def send_more():
    for digits in itertools.permutations([0, *range(2, 10)], 4):
        d, e, y, n = digits
        if (d + e) % 10 != y:
            continue
        for r, o, s in itertools.permutations([x for x in range(10) if x not in digits and x != 1], 3):
            if s and (1000 * s + 100 * e + 10 * n + d) + (1000 + 100 * o + 10 * r + e) == 10000 + 1000 * o + 100 * n + 10 * e + y:
                return s, e, n, d, o, r, y


def houses():
    orders = list(itertools.permutations(range(3)))
    for red, green, blue in orders:
        if green != red + 1:
            continue
        for cat, dog, fish in orders:
            if dog != green:
                continue
            for tea, milk, juice in orders:
                if milk == 1 and tea != cat and abs(fish - juice) == 1:
                    yield {"red": red, "green": green, "blue": blue, "cat": cat, "fish": fish, "tea": tea}


answer = send_more()
assert answer == (9, 5, 6, 7, 0, 8, 2)
print(answer, list(houses()))
