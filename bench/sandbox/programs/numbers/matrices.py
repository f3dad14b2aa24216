# Matrices as lists: product, determinant, inverse with fractions, powers.
from fractions import Fraction
from functools import reduce


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def identity(size):
    return [[Fraction(i == j) for j in range(size)] for i in range(size)]


def inverse(matrix):
    size = len(matrix)
    rows = [[Fraction(x) for x in row] + unit for row, unit in zip(matrix, identity(size))]
    for i in range(size):
        pivot = next((r for r in range(i, size) if rows[r][i]), None)
        if pivot is None:
            raise ValueError("singular")
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(size):
            if r != i:
                rows[r] = [x - rows[r][i] * y for x, y in zip(rows[r], rows[i])]
    return [row[size:] for row in rows]


def determinant(m):
    if len(m) == 1:
        return m[0][0]
    return sum((-1) ** j * m[0][j] * determinant([row[:j] + row[j + 1 :] for row in m[1:]]) for j in range(len(m)))


matrix = [[2, 1, 0], [1, 3, 1], [0, 1, 4]]
assert determinant(matrix) == 18 and product(matrix, inverse(matrix)) == identity(3)
fibonacci = reduce(product, [[[1, 1], [1, 0]]] * 50)
assert fibonacci[0][1] == 12586269025
try:
    inverse([[1, 2], [2, 4]])
except ValueError as error:
    print(error)
print([[str(x) for x in row] for row in inverse(matrix)])
