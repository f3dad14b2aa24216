# A queue with two ends: rotating, bounded, sliding.
from collections import deque

queue = deque([1, 2, 3, 4, 5])
queue.rotate(2)
assert list(queue) == [4, 5, 1, 2, 3]
queue.appendleft(0)
queue.extendleft([8, 9])
assert queue[0] == 9 and queue.popleft() == 9 and queue.pop() == 3
last = deque(maxlen=3)
for number in range(10):
    last.append(number)
assert list(last) == [7, 8, 9] and last.maxlen == 3


def moving_average(values, size):
    window = deque(maxlen=size)
    for value in values:
        window.append(value)
        if len(window) == size:
            yield sum(window) / size


assert [*moving_average([1, 2, 3, 4, 5], 3)] == [2.0, 3.0, 4.0]


def josephus(count, step):
    circle = deque(range(1, count + 1))
    while len(circle) > 1:
        circle.rotate(1 - step)
        circle.popleft()
    return circle[0]


assert josephus(41, 3) == 31
queue.insert(1, "x")
queue.remove(5)
print(queue, queue.index("x"))
