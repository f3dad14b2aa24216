# Structural matching: sequences, mappings, classes, guards, captures.
from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


def describe(value):
    match value:
        case 0 | 1:
            return "bit"
        case int(number) if number < 0:
            return f"minus {-number}"
        case [first, *_, last]:
            return f"{first}..{last}"
        case {"kind": "point", **rest} if rest:
            return f"map {sorted(rest)}"
        case Point(x=0, y=0):
            return "origin"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case str() as text:
            return text.upper()
        case None:
            return "none"
        case _:
            return "other"


cases = [1, -4, [1, 2, 3], {"kind": "point", "x": 1}, Point(0, 0), Point(3, 3), Point(1, 2), "abc", None, 2.5]
answers = [describe(one) for one in cases]
assert answers == ["bit", "minus 4", "1..3", "map ['x']", "origin", "diagonal 3", "point", "ABC", "none", "other"]
print(answers)
