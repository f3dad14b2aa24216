# References that do not keep, dictionaries that forget, finalizers.
import gc
import weakref


class Node:
    def __init__(self, name):
        self.name = name


gone = []
node = Node("a")
reference = weakref.ref(node, lambda _: gone.append("a"))
assert reference() is node
cache = weakref.WeakValueDictionary(a=node)
keyed = weakref.WeakKeyDictionary({node: 1})
group = weakref.WeakSet([node])
finalizer = weakref.finalize(node, gone.append, "final")
assert len(cache) == len(keyed) == len(group) == 1 and finalizer.alive
del node
gc.collect()
assert reference() is None and sorted(gone) == ["a", "final"]
assert len(cache) == len(keyed) == len(group) == 0 and not finalizer.alive
left, right = Node("l"), Node("r")
left.other, right.other = right, left
watch = weakref.ref(left)
del left, right
assert gc.collect() > 0 and watch() is None


class Button:
    def click(self):
        return "clicked"


button = Button()
bound = weakref.WeakMethod(button.click)
assert bound()() == "clicked"
del button
gc.collect()
assert bound() is None
proxied = Node("p")
print(weakref.proxy(proxied).name, gone)
