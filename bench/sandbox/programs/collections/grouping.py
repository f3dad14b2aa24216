# defaultdict, ChainMap and OrderedDict at their usual work.
from collections import ChainMap, OrderedDict, defaultdict

groups = defaultdict(list)
for word in "apple avocado banana blueberry cherry".split():
    groups[word[0]].append(word)
assert {key: len(words) for key, words in groups.items()} == {"a": 2, "b": 2, "c": 1}
tree = lambda: defaultdict(tree)
root = tree()
root["a"]["b"]["c"] = 1
assert root["a"]["b"] == {"c": 1} and "x" not in root
defaults, user = {"colour": "red", "size": 1}, {"size": 5}
settings = ChainMap({}, user, defaults)
settings["colour"] = "blue"
assert settings["size"] == 5 and defaults["colour"] == "red" and settings.parents["colour"] == "red"
assert sorted(settings) == ["colour", "size"] and settings.new_child({"size": 9})["size"] == 9


class Recent:
    def __init__(self, size):
        self.size, self.items = size, OrderedDict()

    def get(self, key, make):
        if key in self.items:
            self.items.move_to_end(key)
            return self.items[key]
        self.items[key] = make(key)
        if len(self.items) > self.size:
            self.items.popitem(last=False)
        return self.items[key]


recent = Recent(2)
for key in "abacb":
    recent.get(key, str.upper)
assert list(recent.items) == ["c", "b"]
print(dict(groups), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1))
