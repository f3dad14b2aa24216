# A treap stays shallow even when keys arrive in order.
import random

random.seed(11)


class Treap:
    def __init__(self, key):
        self.key, self.weight, self.left, self.right, self.count = key, random.random(), None, None, 1

    def update(self):
        self.count = 1 + count(self.left) + count(self.right)
        return self


def count(node):
    return node.count if node else 0


def split(node, key):
    if node is None:
        return None, None
    if node.key < key:
        node.right, high = split(node.right, key)
        return node.update(), high
    low, node.left = split(node.left, key)
    return low, node.update()


def merge(low, high):
    if low is None or high is None:
        return low or high
    if low.weight > high.weight:
        low.right = merge(low.right, high)
        return low.update()
    high.left = merge(low, high.left)
    return high.update()


def insert(node, key):
    low, high = split(node, key)
    return merge(merge(low, Treap(key)), high)


def nth(node, index):
    while True:
        left = count(node.left)
        if index == left:
            return node.key
        node, index = (node.left, index) if index < left else (node.right, index - left - 1)


def height(node):
    return 1 + max(height(node.left), height(node.right)) if node else 0


root = None
for key in range(500):
    root = insert(root, key)
assert [nth(root, index) for index in (0, 250, 499)] == [0, 250, 499] and height(root) < 40
low, high = split(root, 100)
print(count(low), count(high), nth(high, 5))
