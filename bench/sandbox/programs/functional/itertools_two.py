# While, until, tee, starmap, and recipes built from them.
import itertools as it
import operator

numbers = [1, 4, 6, 3, 8]
assert [*it.takewhile(lambda n: n < 5, numbers)] == [1, 4]
assert [*it.dropwhile(lambda n: n < 5, numbers)] == [6, 3, 8]
assert [*it.filterfalse(lambda n: n % 2, numbers)] == [4, 6, 8]
assert [*it.starmap(pow, [(2, 5), (3, 2)])] == [32, 9]
one, two = it.tee(iter(numbers))
next(one)
assert [*zip(two, one)] == [(1, 4), (4, 6), (6, 3), (3, 8)]
assert [*it.repeat("x", 2)] == ["x", "x"]


def chunks(values, size):
    values = iter(values)
    while piece := list(it.islice(values, size)):
        yield piece


def unique(values):
    seen = set()
    for value in values:
        if value not in seen:
            seen.add(value)
            yield value


def powerset(values):
    values = list(values)
    return it.chain.from_iterable(it.combinations(values, n) for n in range(len(values) + 1))


def sieve(limit):
    flags = bytearray([1]) * limit
    for number in range(2, limit):
        if flags[number]:
            yield number
            flags[number * number :: number] = bytes(len(range(number * number, limit, number)))


assert [*chunks(range(7), 3)] == [[0, 1, 2], [3, 4, 5], [6]] and [*unique("abcab")] == ["a", "b", "c"]
assert len([*powerset("abcde")]) == 32
print(list(sieve(50)), sum(it.starmap(operator.mul, zip(numbers, it.count()))))
