# Containers of one's own from the abstract base classes.
from collections import UserDict, UserList, UserString
from collections.abc import Mapping, MutableSequence, Set


class Lowered(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)

    def __getitem__(self, key):
        return super().__getitem__(key.lower())


class Bits(Set):
    def __init__(self, numbers=()):
        self.mask = sum(1 << number for number in set(numbers))

    def __contains__(self, number):
        return bool(self.mask >> number & 1)

    def __iter__(self):
        return (bit for bit in range(self.mask.bit_length()) if bit in self)

    def __len__(self):
        return self.mask.bit_count()


class Logged(MutableSequence):
    def __init__(self):
        self.items, self.log = [], []

    def __getitem__(self, index):
        return self.items[index]

    def __setitem__(self, index, value):
        self.items[index] = value

    def __delitem__(self, index):
        self.log.append(f"del {index}")
        del self.items[index]

    def __len__(self):
        return len(self.items)

    def insert(self, index, value):
        self.log.append(f"insert {index}")
        self.items.insert(index, value)


headers = Lowered({"Content-Type": "text"})
headers.update(ACCEPT="*")
assert headers["content-TYPE"] == "text" and sorted(headers) == ["accept", "content-type"]
assert [*(Bits([1, 5]) | Bits([2]))] == [1, 2, 5] and Bits([1]) < Bits([1, 2]) and Bits([3]) == {3}
logged = Logged()
logged.extend("abc")
logged.reverse()
logged.remove("b")
assert list(logged) == ["c", "a"] and isinstance(headers, Mapping) is True
assert UserList([1]) + [2] == [1, 2] and UserString("ab").upper() == "AB"
print(logged.log, [*Bits([9, 0])])
