# A search tree with insertion, removal, order, height and ranges.
class Tree:
    def __init__(self):
        self.root, self.size = None, 0

    def insert(self, key):
        def add(node):
            if node is None:
                self.size += 1
                return [key, None, None]
            side = 1 if key < node[0] else 2
            if key != node[0]:
                node[side] = add(node[side])
            return node

        self.root = add(self.root)

    def remove(self, key):
        def without(node, key):
            if node is None:
                raise KeyError(key)
            if key != node[0]:
                side = 1 if key < node[0] else 2
                node[side] = without(node[side], key)
                return node
            if node[1] is None or node[2] is None:
                return node[1] or node[2]
            least = node[2]
            while least[1]:
                least = least[1]
            node[0] = least[0]
            node[2] = without(node[2], least[0])
            return node

        self.root = without(self.root, key)
        self.size -= 1

    def range(self, low, high):
        def visit(node):
            if node:
                if low < node[0]:
                    yield from visit(node[1])
                if low <= node[0] <= high:
                    yield node[0]
                if node[0] < high:
                    yield from visit(node[2])

        return visit(self.root)

    def height(self):
        measure = lambda node: 0 if node is None else 1 + max(measure(node[1]), measure(node[2]))
        return measure(self.root)


tree, value = Tree(), 17
for _ in range(200):
    value = (value * 1103515245 + 12345) % 2**31
    tree.insert(value % 1000)
keys = [*tree.range(0, 1000)]
assert keys == sorted(set(keys)) and len(keys) == tree.size
for key in keys[::3]:
    tree.remove(key)
assert [*tree.range(0, 1000)] == [key for index, key in enumerate(keys) if index % 3]
try:
    tree.remove(-5)
except KeyError as error:
    print(error)
print(tree.size, tree.height() < 30, [*tree.range(100, 150)])
