# Total ordering, keys from comparison functions, and multi-level sorts.
import functools
import operator


@functools.total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(int(part) for part in text.split("."))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts

    def __repr__(self):
        return ".".join(map(str, self.parts))


versions = sorted(map(Version, ["1.10", "1.9.9", "2.0", "1.2.3"]))
assert versions[-1] >= versions[0] and not versions[0] > versions[1]
rows = [("b", 2, 0.5), ("a", 2, 0.1), ("c", 1, 0.9)]
assert sorted(rows, key=operator.itemgetter(1, 0))[0][0] == "c"
by_length = sorted(["ccc", "a", "bb"], key=functools.cmp_to_key(lambda x, y: len(y) - len(x)))
assert by_length == ["ccc", "bb", "a"]
assert (1, "a") < (1, "b") < (2,) and [1, 2] < [1, 2, 0]
try:
    sorted([1, "a"])
except TypeError as error:
    print(error)
print(versions, max(rows, key=operator.itemgetter(2)))
