# Topological order, with what may be done at the same time, and cycles found.
from graphlib import CycleError, TopologicalSorter

graph = {"dress": {"wash"}, "wash": {"wake"}, "eat": {"cook", "wake"}, "cook": {"wake"}, "leave": {"dress", "eat"}}
order = list(TopologicalSorter(graph).static_order())
assert order[0] == "wake" and order[-1] == "leave" and all(order.index(a) < order.index(b) for b, before in graph.items() for a in before)
sorter, rounds = TopologicalSorter(graph), []
sorter.prepare()
while sorter.is_active():
    ready = sorted(sorter.get_ready())
    rounds.append(ready)
    sorter.done(*ready)
assert rounds[1] == ["cook", "wash"]
try:
    TopologicalSorter({"a": ["b"], "b": ["a"]}).prepare()
except CycleError as error:
    print(sorted(set(error.args[1])))
print(rounds)
