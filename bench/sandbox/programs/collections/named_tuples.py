# Tuples with names, defaults, replacement and methods.
from collections import namedtuple
from typing import NamedTuple

Point = namedtuple("Point", "x y z", defaults=[0])
point = Point(1, 2)
assert point == (1, 2, 0) and point._replace(z=5).z == 5 and point._asdict() == {"x": 1, "y": 2, "z": 0}
assert Point._fields == ("x", "y", "z") and Point._make("abc").y == "b"
assert namedtuple("Odd", "a class a", rename=True)._fields == ("a", "_1", "_2")


class Money(NamedTuple):
    amount: int
    currency: str = "EUR"

    def __str__(self):
        return f"{self.amount / 100:.2f} {self.currency}"


wallet = [Money(1250), Money(99, "USD")]
assert str(wallet[0]) == "12.50 EUR" and max(wallet).amount == 1250
amount, currency = wallet[1]
assert (amount, currency) == (99, "USD") and Money.__annotations__["amount"] is int
try:
    wallet[0].amount = 1
except AttributeError as error:
    print(type(error).__name__)
print(point, *map(str, wallet))
