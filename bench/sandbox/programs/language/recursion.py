# Deep but legal recursion, mutual recursion, and the error for the illegal kind.
import sys


def depth(levels):
    return 0 if levels == 0 else 1 + depth(levels - 1)


def is_even(number):
    return True if number == 0 else is_odd(number - 1)


def is_odd(number):
    return False if number == 0 else is_even(number - 1)


def hanoi(count, source="A", target="C", spare="B"):
    if count == 0:
        return []
    return hanoi(count - 1, source, spare, target) + [source + target] + hanoi(count - 1, spare, target, source)


def ackermann(m, n):
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))


assert depth(400) == 400 and is_even(100) and not is_even(101)
assert len(hanoi(8)) == 255 and ackermann(2, 5) == 13
before = sys.getrecursionlimit()
sys.setrecursionlimit(300)
try:
    depth(10_000)
except RecursionError as error:
    print(type(error).__name__, "recursion" in str(error))
finally:
    sys.setrecursionlimit(before)
print(hanoi(3))
