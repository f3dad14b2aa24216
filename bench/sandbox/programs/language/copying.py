# Shallow, deep, with cycles, and classes that say how.
import copy

nested = {"list": [1, [2, 3]], "tuple": (4, [5])}
shallow, deep = copy.copy(nested), copy.deepcopy(nested)
nested["list"][1].append("new")
assert shallow["list"][1] == [2, 3, "new"] and deep["list"][1] == [2, 3]
circle = [1]
circle.append(circle)
twin = copy.deepcopy(circle)
assert twin[1] is twin and twin is not circle
shared = [0]
pair = copy.deepcopy([shared, shared])
assert pair[0] is pair[1] and pair[0] is not shared


class Node:
    def __init__(self, value, cache):
        self.value, self.cache = value, cache

    def __copy__(self):
        return Node(self.value, {})

    def __deepcopy__(self, memo):
        return Node(copy.deepcopy(self.value, memo), self.cache)


node = Node([1], {"k": 1})
assert copy.copy(node).cache == {} and copy.copy(node).value is node.value
assert copy.deepcopy(node).cache is node.cache and copy.deepcopy(node).value is not node.value
assert copy.copy((1, 2)) is not None and copy.deepcopy(len) is len
print(repr(circle), deep["tuple"])
