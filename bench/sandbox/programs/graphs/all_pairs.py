# Distances between all, negative edges, a negative cycle, and the closure.
import math


def floyd(count, edges):
    distance = [[0 if a == b else math.inf for b in range(count)] for a in range(count)]
    for a, b, weight in edges:
        distance[a][b] = min(distance[a][b], weight)
    for k in range(count):
        for a in range(count):
            for b in range(count):
                distance[a][b] = min(distance[a][b], distance[a][k] + distance[k][b])
    return distance


def bellman(count, edges, start):
    distance = [math.inf] * count
    distance[start] = 0
    for _ in range(count - 1):
        for a, b, weight in edges:
            distance[b] = min(distance[b], distance[a] + weight)
    if any(distance[a] + weight < distance[b] for a, b, weight in edges):
        raise ValueError("a cycle below zero")
    return distance


edges = [(0, 1, 3), (0, 2, 8), (0, 4, -4), (1, 3, 1), (1, 4, 7), (2, 1, 4), (3, 0, 2), (3, 2, -5), (4, 3, 6)]
table = floyd(5, edges)
assert table[0] == [0, 1, -3, 2, -4] == bellman(5, edges, 0)
try:
    bellman(3, [(0, 1, 1), (1, 2, -3), (2, 1, 1)], 0)
except ValueError as error:
    print(error)
print(table)
