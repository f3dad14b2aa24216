# Slices, sorting that is stable, comprehension in comprehension, and removing while looking.
numbers = list(range(20))
assert numbers[::-3] == [19, 16, 13, 10, 7, 4, 1] and numbers[-3:] == [17, 18, 19]
numbers[2:8] = ["x"]
assert len(numbers) == 15 and numbers[2] == "x"
del numbers[::2]
assert numbers == [1, 8, 10, 12, 14, 16, 18]
people = [("ann", 31), ("bob", 25), ("cid", 31), ("dee", 25)]
assert sorted(people, key=lambda one: one[1]) == [people[1], people[3], people[0], people[2]]
assert sorted(people, key=lambda one: one[1], reverse=True)[0] == ("ann", 31)
matrix = [[row * 4 + column for column in range(4)] for row in range(3)]
assert [list(column) for column in zip(*matrix)][1] == [1, 5, 9]
head, *middle, tail = matrix
assert middle == [[4, 5, 6, 7]] and tail[0] == 8
first = [1, 2]
first += (3,)
first.insert(-1, "new")
assert first == [1, 2, "new", 3] and first.index(3) == 3 and first * 2 == first + first
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as error:
    print(error)
print(sum(matrix, []), max(people, key=lambda one: one[::-1]))
