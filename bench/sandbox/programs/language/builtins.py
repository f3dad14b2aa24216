# The built-in functions that nothing else here calls.
assert abs(-3 + 4j) == 5.0 and divmod(17, 5) == (3, 2) and pow(2, 10, 1000) == 24
assert chr(0x1F600) == "😀" and ord("€") == 8364 and ascii("é") == "'\\xe9'"
assert bin(10) == "0b1010" and oct(64) == "0o100" and complex("1+2j") == 1 + 2j
assert sorted("bca", reverse=True) == ["c", "b", "a"] and min("b", "a", key=ord) == "a"
assert callable(len) and not callable(3) and isinstance(True, int)
assert eval("a + b", {"a": 1}, {"b": 2}) == 3
space = {}
exec("def f(x):\n    return x * 3\nresult = f(14)", space)
assert space["result"] == 42
code = compile("x + 1", "<text>", "eval")
assert eval(code, {"x": 41}) == 42 and code.co_names == ("x",)
assert list(filter(None, [0, 1, "", "a"])) == [1, "a"] and sum([0.5, 0.25], 1) == 1.75
assert type(slice(1, 2)).__name__ == "slice" and slice(None, None, -1).indices(5) == (4, -1, -1)
assert getattr("x", "nothing", None) is None and vars(type("T", (), {"a": 1}))["a"] == 1
assert hash(1) == hash(1.0) == hash(True) and id(space) == id(space)
assert "append" in dir([]) and repr(range(0, 10, 3)) == "range(0, 10, 3)" and range(0, 10, 3)[-1] == 9
print(format(3.5, "08.3f"), [*map(max, [1, 5], [4, 2])], [*reversed("abc")], __name__)
