# Algebra of sets, frozen ones as keys, and a sieve.
limit = 200
candidates = set(range(2, limit))
for number in range(2, 15):
    candidates -= set(range(number * number, limit, number))
primes = sorted(candidates)
assert len(primes) == 46 and primes[-1] == 199
evens, threes = set(range(0, 30, 2)), set(range(0, 30, 3))
assert evens & threes == {0, 6, 12, 18, 24} and len(evens | threes) == 20
assert evens ^ threes == (evens | threes) - (evens & threes)
assert {1, 2} < {1, 2, 3} and not {1, 2} <= {2, 3} and {1}.isdisjoint({2})
graph = {frozenset({"a", "b"}): 3, frozenset({"b", "c"}): 4}
assert graph[frozenset({"b", "a"})] == 3
assert hash(frozenset({1, 2})) == hash(frozenset({2, 1}))
copied = set(evens)
copied.discard(1000)
try:
    copied.remove(1000)
except KeyError as error:
    print("missing", error)
print(primes[-5:], sum(primes))
