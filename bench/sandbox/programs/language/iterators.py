# The iterator protocol by hand, `iter` with a sentinel, and lazy chains.
class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        return CountdownIterator(self.start)

    def __len__(self):
        return self.start

    def __reversed__(self):
        return iter(range(1, self.start + 1))


class CountdownIterator:
    def __init__(self, left):
        self.left = left

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left + 1


down = Countdown(4)
assert [*down] == [4, 3, 2, 1] == [*down] and [*reversed(down)] == [1, 2, 3, 4] and len(down) == 4
values = iter([3, 1, 0, 9])
assert list(iter(lambda: next(values), 0)) == [3, 1]
touched = []
chain = (touched.append(value) or value * 2 for value in down)
assert touched == [] and next(chain) == 8 and touched == [4]
assert next(iter(()), "nothing") == "nothing"
pairs = zip(down, map(str, down), enumerate("abcd", 1))
print([*pairs][-1], any(value > 3 for value in down), all([]))
