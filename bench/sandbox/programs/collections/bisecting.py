# Binary search in sorted lists: grades, insertions, ranges.
import bisect

limits, grades = [60, 70, 80, 90], "FDCBA"
scores = [33, 99, 77, 70, 89, 90, 100]
assert "".join(grades[bisect.bisect(limits, score)] for score in scores) == "FACCBAA"
values = []
for number in [5, 1, 4, 1, 3]:
    bisect.insort(values, number)
assert values == [1, 1, 3, 4, 5]
assert bisect.bisect_left(values, 1) == 0 and bisect.bisect_right(values, 1) == 2
people = [("ann", 20), ("bob", 30), ("cid", 40)]
assert bisect.bisect_left(people, 30, key=lambda one: one[1]) == 1


def longest_increasing(numbers):
    tails = []
    for number in numbers:
        index = bisect.bisect_left(tails, number)
        tails[index : index + 1] = [number]
    return len(tails)


assert longest_increasing([10, 9, 2, 5, 3, 7, 101, 18]) == 4
print(values, bisect.bisect_left(range(0, 10**9, 3), 299_999))
