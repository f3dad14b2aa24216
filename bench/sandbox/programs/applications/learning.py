# A line, a perceptron, clusters and neighbours, learned in plain Python.
import math
import random
from collections import Counter

source = random.Random(12)
points = [(x / 10, 3 * x / 10 - 2 + source.uniform(-0.1, 0.1)) for x in range(50)]
slope = offset = 0.0
for _ in range(800):
    errors = [(slope * x + offset - y, x) for x, y in points]
    slope -= 0.05 * sum(error * x for error, x in errors) / len(points)
    offset -= 0.05 * sum(error for error, _ in errors) / len(points)
assert abs(slope - 3) < 0.05 and abs(offset + 2) < 0.1

weights = [0.0, 0.0, 0.0]
examples = [((a, b), int(a and b)) for a in (0, 1) for b in (0, 1)]
for _ in range(20):
    for (a, b), wanted in examples:
        said = int(weights[0] + weights[1] * a + weights[2] * b > 0)
        for index, value in enumerate((1, a, b)):
            weights[index] += 0.1 * (wanted - said) * value
assert all(int(weights[0] + weights[1] * a + weights[2] * b > 0) == wanted for (a, b), wanted in examples)

cloud = [(source.gauss(x, 0.3), source.gauss(y, 0.3)) for x, y in ((0, 0), (5, 5), (0, 5)) for _ in range(20)]
centres = cloud[::20]
for _ in range(10):
    groups = [[] for _ in centres]
    for point in cloud:
        groups[min(range(3), key=lambda index: math.dist(point, centres[index]))].append(point)
    centres = [(sum(x for x, _ in group) / len(group), sum(y for _, y in group) / len(group)) for group in groups]
assert sorted(map(len, groups)) == [20, 20, 20]
labelled = [(point, index // 20) for index, point in enumerate(cloud)]
guess = lambda point: Counter(label for _, label in sorted(labelled, key=lambda one: math.dist(one[0], point))[:5]).most_common(1)[0][0]
assert guess((4.5, 4.5)) == 1
print(f"{slope:.8f} {offset:.8f}", [f"{x:.6f},{y:.6f}" for x, y in centres])
