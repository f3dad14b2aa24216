# Breadth first, depth first, components, bipartite, a way through a maze.
from collections import deque

MAZE = """
#########
#S..#...#
#.#.#.#.#
#.#...#.#
#.#####.#
#......E#
#########
""".strip().split("\n")


def shortest(maze):
    start = next((y, x) for y, row in enumerate(maze) for x, cell in enumerate(row) if cell == "S")
    queue, came = deque([start]), {start: None}
    while queue:
        y, x = place = queue.popleft()
        if maze[y][x] == "E":
            way = []
            while place:
                way.append(place)
                place = came[place]
            return way[::-1]
        for step in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if maze[step[0]][step[1]] != "#" and step not in came:
                came[step] = place
                queue.append(step)


def components(graph):
    seen = set()
    for start in graph:
        if start not in seen:
            stack, part = [start], set()
            while stack:
                node = stack.pop()
                if node not in part:
                    part.add(node)
                    stack.extend(graph[node])
            seen |= part
            yield sorted(part)


def two_colours(graph):
    colours = {}
    for start in graph:
        queue = deque([start] if colours.setdefault(start, 0) in (0, 1) else [])
        while queue:
            node = queue.popleft()
            for other in graph[node]:
                if other not in colours:
                    colours[other] = 1 - colours[node]
                    queue.append(other)
                elif colours[other] == colours[node]:
                    return None
    return colours


way = shortest(MAZE)
assert len(way) == 11 and way[0] == (1, 1) and way[-1] == (5, 7)
graph = {1: [2, 3], 2: [1], 3: [1], 4: [5], 5: [4], 6: []}
assert [*components(graph)] == [[1, 2, 3], [4, 5], [6]] and two_colours(graph)[2] == 1
assert two_colours({1: [2, 3], 2: [1, 3], 3: [1, 2]}) is None
print(way)
