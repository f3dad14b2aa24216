# Fractions: exact sums, parsing, limiting, mixed arithmetic.
import math
from fractions import Fraction

assert sum(Fraction(1, n) for n in range(1, 11)) == Fraction(7381, 2520)
assert Fraction("3.125") == Fraction(25, 8) and Fraction("-2/6") == Fraction(-1, 3) and Fraction(0.75) == Fraction(3, 4)
assert Fraction(math.pi).limit_denominator(1000) == Fraction(355, 113)
assert Fraction(1, 3) + 1 == Fraction(4, 3) and Fraction(1, 2) ** -3 == 8 and Fraction(7, 2) // 1 == 3
assert isinstance(Fraction(1, 2) + 0.5, float) and math.floor(Fraction(-7, 2)) == -4 and round(Fraction(5, 2)) == 2
assert round(Fraction(22, 7), 2) == Fraction(157, 50) and Fraction(1, 2) in {0.5: 1}
assert hash(Fraction(1, 2)) == hash(0.5) and divmod(Fraction(7, 2), Fraction(2, 3)) == (5, Fraction(1, 6))
try:
    Fraction(1, 0)
except ZeroDivisionError as error:
    print(error)


def continued(value, count):
    for _ in range(count):
        whole = math.floor(value)
        yield whole
        if value == whole:
            return
        value = 1 / (value - whole)


def egyptian(value):
    while value:
        part = Fraction(1, math.ceil(1 / value))
        yield part
        value -= part


assert list(continued(Fraction(649, 200), 10)) == [3, 4, 12, 4]
print(*egyptian(Fraction(7, 15)), Fraction(10, -4))
