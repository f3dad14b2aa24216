# Counting references, cycles, generations, and objects that die with a word.
import gc
import sys

died = []


class Cycle:
    def __init__(self, name):
        self.name, self.me = name, self

    def __del__(self):
        died.append(self.name)


gc.collect()
was = gc.isenabled()
gc.disable()
for name in "abc":
    Cycle(name)
assert died == []
assert gc.collect() >= 3 and sorted(died) == ["a", "b", "c"]
(gc.enable if was else gc.disable)()
thing = []
before = sys.getrefcount(thing)
holder = [thing, thing]
assert sys.getrefcount(thing) == before + 2 and gc.is_tracked(holder) and not gc.is_tracked(5)
assert any(one is holder for one in gc.get_referrers(thing)) and thing in gc.get_referents(holder)
assert len(gc.get_threshold()) == 3 and len(gc.get_count()) == 3


class Risen:
    kept = []

    def __del__(self):
        Risen.kept.append(self)


Risen()
print(sorted(died), len(Risen.kept), sys.getsizeof([]) < sys.getsizeof([1, 2, 3]))
