# A skip list keeps order with coins.
import random


class SkipList:
    LEVELS = 8

    def __init__(self, seed):
        self.coins, self.head = random.Random(seed), [None, [None] * self.LEVELS]

    def before(self, key):
        path, node = [None] * self.LEVELS, self.head
        for level in reversed(range(self.LEVELS)):
            while node[1][level] and node[1][level][0] < key:
                node = node[1][level]
            path[level] = node
        return path

    def insert(self, key):
        height = 1
        while height < self.LEVELS and self.coins.random() < 0.5:
            height += 1
        path, node = self.before(key), [key, [None] * height]
        for level in range(height):
            node[1][level], path[level][1][level] = path[level][1][level], node

    def remove(self, key):
        path = self.before(key)
        node = path[0][1][0]
        if node is None or node[0] != key:
            return False
        for level in range(len(node[1])):
            path[level][1][level] = node[1][level]
        return True

    def __contains__(self, key):
        node = self.before(key)[0][1][0]
        return node is not None and node[0] == key

    def __iter__(self):
        node = self.head[1][0]
        while node:
            yield node[0]
            node = node[1][0]


skip = SkipList(3)
for number in range(100):
    skip.insert(number * 37 % 101)
assert [*skip] == sorted(number * 37 % 101 for number in range(100)) and 5 in skip
assert skip.remove(5) and not skip.remove(5) and 5 not in skip
print(len([*skip]), [*skip][:6])
