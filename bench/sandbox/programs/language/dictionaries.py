# Order of insertion, merging, views that follow, keys by equality.
ages = {"ann": 31, "bob": 25}
ages |= {"cid": 40, "ann": 32}
assert list(ages) == ["ann", "bob", "cid"] and ages["ann"] == 32
keys = ages.keys()
ages["dee"] = 1
assert "dee" in keys and keys & {"dee", "eve"} == {"dee"} and keys - {"ann"} == {"bob", "cid", "dee"}
assert ages.pop("dee") == 1 and ages.setdefault("eve", 7) == 7 and ages.popitem() == ("eve", 7)
assert {1: "a", 1.0: "b", True: "c"} == {1: "c"}
assert dict.fromkeys("abc", 0) == {"a": 0, "b": 0, "c": 0}
assert list(reversed({"x": 1, "y": 2})) == ["y", "x"]
try:
    for name in ages:
        ages[name + "!"] = 0
except RuntimeError as error:
    print(error)
try:
    {}[[]]
except TypeError as error:
    assert "unhashable" in str(error)


class Fallback(dict):
    def __missing__(self, key):
        return key * 2


print(Fallback(a=1)["zz"], {value: key for key, value in {"p": 1, "q": 2}.items()})
