# Ways to sort, all against the built-in one.
import random


def quick(values):
    if len(values) < 2:
        return list(values)
    pivot = values[len(values) // 2]
    return quick([v for v in values if v < pivot]) + [v for v in values if v == pivot] + quick([v for v in values if v > pivot])


def merge(values):
    if len(values) < 2:
        return list(values)
    left, right, out = merge(values[: len(values) // 2]), merge(values[len(values) // 2 :]), []
    while left and right:
        out.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return out + left + right


def insertion(values):
    values = list(values)
    for index in range(1, len(values)):
        value, at = values[index], index
        while at and values[at - 1] > value:
            values[at] = values[at - 1]
            at -= 1
        values[at] = value
    return values


def heap(values):
    values = list(values)

    def sink(root, size):
        while (child := 2 * root + 1) < size:
            if child + 1 < size and values[child] < values[child + 1]:
                child += 1
            if values[root] >= values[child]:
                return
            values[root], values[child] = values[child], values[root]
            root = child

    for root in reversed(range(len(values) // 2)):
        sink(root, len(values))
    for size in reversed(range(1, len(values))):
        values[0], values[size] = values[size], values[0]
        sink(0, size)
    return values


def shell(values):
    values, gap = list(values), len(values) // 2
    while gap:
        for index in range(gap, len(values)):
            at = index
            while at >= gap and values[at - gap] > values[at]:
                values[at - gap], values[at] = values[at], values[at - gap]
                at -= gap
        gap //= 2
    return values


def radix(values):
    for shift in range(0, 16, 4):
        buckets = [[] for _ in range(16)]
        for value in values:
            buckets[value >> shift & 15].append(value)
        values = [value for bucket in buckets for value in bucket]
    return values


source = random.Random(8)
for size in (0, 1, 2, 9, 150):
    values = [source.randrange(10_000) for _ in range(size)]
    for method in (quick, merge, insertion, heap, shell, radix):
        assert method(values) == sorted(values), method.__name__
print(quick(values)[:8])
