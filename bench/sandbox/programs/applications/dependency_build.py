# A build: what is stale is made again, in order, and nothing else.
import hashlib
import os
from graphlib import TopologicalSorter


class Build:
    def __init__(self):
        self.rules, self.done, self.made = {}, {}, []

    def rule(self, target, *sources):
        def register(function):
            self.rules[target] = sources, function
            return function

        return register

    def key(self, names):
        digest = hashlib.sha256()
        for name in names:
            with open(name, "rb") as file:
                digest.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
        return digest.hexdigest()

    def run(self):
        self.made = []
        for target in TopologicalSorter({target: sources for target, (sources, _) in self.rules.items()}).static_order():
            if target not in self.rules:
                continue
            sources, function = self.rules[target]
            key = self.key(sources)
            if self.done.get(target) != key or not os.path.exists(target):
                function(target, sources)
                self.made.append(target)
                self.done[target] = key
        return self.made


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


build = Build()


@build.rule("all.txt", "a.up", "b.up")
def join(target, sources):
    write(target, "+".join(open(name).read() for name in sources))


for name in "ab":
    build.rule(f"{name}.up", f"{name}.txt")(lambda target, sources: write(target, open(sources[0]).read().upper()))
write("a.txt", "one")
write("b.txt", "two")
assert sorted(build.run()) == ["a.up", "all.txt", "b.up"] and build.run() == []
write("b.txt", "TWO")
assert build.run() == ["b.up"]
os.remove("all.txt")
assert build.run() == ["all.txt"]
print(open("all.txt").read(), build.made)
