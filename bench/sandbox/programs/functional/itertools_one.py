# Chains, groups, products, combinations.
import itertools as it

assert list(it.chain.from_iterable([[1], [2, 3]])) == [1, 2, 3]
assert list(it.accumulate([1, 2, 3, 4], lambda a, b: a * b)) == [1, 2, 6, 24]
assert list(it.accumulate([1, 2], initial=10)) == [10, 11, 13]
assert [(key, len([*group])) for key, group in it.groupby("aaabbc")] == [("a", 3), ("b", 2), ("c", 1)]
assert list(it.islice(it.count(5, 5), 2, 5)) == [15, 20, 25]
assert "".join(it.islice(it.cycle("ab"), 5)) == "ababa"
assert len([*it.product("abc", repeat=3)]) == 27 and len([*it.permutations(range(5), 3)]) == 60
assert [*it.combinations("abcd", 2)][-1] == ("c", "d")
assert [*it.combinations_with_replacement("ab", 2)] == [("a", "a"), ("a", "b"), ("b", "b")]
assert [*it.pairwise([1, 4, 9])] == [(1, 4), (4, 9)]
assert [*it.compress("abcdef", [1, 0, 1, 0, 1, 1])] == ["a", "c", "e", "f"]
assert [*it.zip_longest("ab", "x", fillvalue="-")] == [("a", "x"), ("b", "-")]
magic = [p for p in it.permutations(range(1, 5)) if p[0] * p[3] == p[1] + p[2]]
print(magic, sum(1 for _ in it.product(range(4), repeat=4)))
