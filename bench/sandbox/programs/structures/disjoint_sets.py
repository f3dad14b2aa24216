# Disjoint sets and the cheapest spanning tree.
class Sets:
    def __init__(self):
        self.parent, self.rank = {}, {}

    def find(self, item):
        self.parent.setdefault(item, item)
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.rank.get(a, 0) < self.rank.get(b, 0):
            a, b = b, a
        self.parent[b] = a
        self.rank[a] = max(self.rank.get(a, 0), self.rank.get(b, 0) + 1)
        return True


edges = [(7, "a", "d"), (5, "a", "b"), (8, "b", "c"), (9, "b", "d"), (7, "b", "e"), (5, "c", "e"), (15, "d", "e"), (6, "d", "f"), (8, "e", "f"), (9, "e", "g"), (11, "f", "g")]
sets = Sets()
tree = [edge for edge in sorted(edges) if sets.union(*edge[1:])]
assert sum(weight for weight, *_ in tree) == 39 and len(tree) == 6 and len({sets.find(name) for name in "abcdefg"}) == 1
print(tree)
