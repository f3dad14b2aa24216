# Least recently and least frequently used, and a cache with times.
from collections import OrderedDict, defaultdict


class Frequent:
    def __init__(self, size):
        self.size, self.values, self.uses, self.least = size, {}, {}, 0
        self.groups = defaultdict(OrderedDict)

    def touch(self, key):
        use = self.uses[key]
        del self.groups[use][key]
        if not self.groups[use] and use == self.least:
            self.least += 1
        self.uses[key] = use + 1
        self.groups[use + 1][key] = None

    def get(self, key):
        if key in self.values:
            self.touch(key)
        return self.values.get(key)

    def put(self, key, value):
        if key not in self.values:
            if len(self.values) == self.size:
                gone, _ = self.groups[self.least].popitem(last=False)
                del self.values[gone], self.uses[gone]
            self.uses[key], self.least = 0, 0
            self.groups[0][key] = None
        self.values[key] = value
        self.touch(key)


class Timed:
    def __init__(self, clock, life):
        self.clock, self.life, self.values = clock, life, {}

    def get(self, key, make):
        value, until = self.values.get(key, (None, -1))
        if until <= self.clock():
            value = make(key)
            self.values[key] = value, self.clock() + self.life
        return value


cache = Frequent(2)
cache.put("a", 1)
cache.put("b", 2)
cache.get("a")
cache.put("c", 3)
assert cache.get("b") is None and cache.get("a") == 1 and cache.get("c") == 3
now, made = [0], []
timed = Timed(lambda: now[0], 10)
for moment in (0, 5, 10, 12, 25):
    now[0] = moment
    timed.get("k", made.append)
print(len(made), sorted(cache.values))
