# Greatest flow, bipartite matching, strong components.
from collections import defaultdict, deque


def greatest_flow(capacity, source, sink):
    rest = defaultdict(lambda: defaultdict(int))
    for a, b, amount in capacity:
        rest[a][b] += amount
    total = 0
    while True:
        came, queue = {source: None}, deque([source])
        while queue and sink not in came:
            node = queue.popleft()
            for other, amount in list(rest[node].items()):
                if amount > 0 and other not in came:
                    came[other] = node
                    queue.append(other)
        if sink not in came:
            return total
        path, node = [], sink
        while came[node] is not None:
            path.append((came[node], node))
            node = came[node]
        amount = min(rest[a][b] for a, b in path)
        for a, b in path:
            rest[a][b] -= amount
            rest[b][a] += amount
        total += amount


def matching(choices):
    taken = {}

    def place(person, seen):
        for job in choices[person]:
            if job not in seen:
                seen.add(job)
                if job not in taken or place(taken[job], seen):
                    taken[job] = person
                    return True
        return False

    return sum(place(person, set()) for person in choices), taken


def strong(graph):
    index, low, stack, on, groups = {}, {}, [], set(), []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on.add(node)
        for other in graph.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in on:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = set()
            while node not in group:
                group.add(stack.pop())
            on.difference_update(group)
            groups.append(sorted(group))

    for node in graph:
        if node not in index:
            visit(node)
    return groups


pipes = [("s", "a", 16), ("s", "b", 13), ("a", "b", 10), ("b", "a", 4), ("a", "c", 12), ("c", "b", 9), ("b", "d", 14), ("d", "c", 7), ("c", "t", 20), ("d", "t", 4)]
assert greatest_flow(pipes, "s", "t") == 23
count, taken = matching({"ann": ["x", "y"], "bob": ["x"], "cid": ["y", "z"]})
assert count == 3 and taken["x"] == "bob"
print(strong({1: [2], 2: [3], 3: [1, 4], 4: [5], 5: [4]}), sorted(taken.items()))
