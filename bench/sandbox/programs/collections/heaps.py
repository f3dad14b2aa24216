# A heap as a queue of tasks, the n largest, and merging sorted streams.
import heapq
import itertools

tasks, order = [], itertools.count()
for priority, name in [(3, "sleep"), (1, "wake"), (2, "eat"), (1, "wash")]:
    heapq.heappush(tasks, (priority, next(order), name))
done = [heapq.heappop(tasks)[2] for _ in range(4)]
assert done == ["wake", "wash", "eat", "sleep"]
numbers = [(index * 7919) % 101 for index in range(101)]
assert heapq.nlargest(3, numbers) == [100, 99, 98] and heapq.nsmallest(2, numbers, key=lambda n: -n) == [100, 99]
heapq.heapify(numbers)
assert heapq.heapreplace(numbers, 500) == 0 and heapq.heappushpop(numbers, -1) == -1
assert [*heapq.merge([1, 4, 7], [2, 5], [0, 9])] == [0, 1, 2, 4, 5, 7, 9]


def dijkstra(graph, start):
    best, queue = {}, [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node in best:
            continue
        best[node] = cost
        for neighbour, weight in graph.get(node, {}).items():
            heapq.heappush(queue, (cost + weight, neighbour))
    return best


graph = {"a": {"b": 7, "c": 3}, "c": {"b": 1, "d": 8}, "b": {"d": 2}}
print(dijkstra(graph, "a"), done)
