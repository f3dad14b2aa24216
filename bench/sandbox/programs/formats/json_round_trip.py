# JSON there and back: kinds, order, indentation, escapes, numbers.
import json
import math

data = {"text": 'quote " slash \\ é 😀 \x07', "list": [1, 2.5, -0.0, 1e100, None, True], "nested": {"deep": [[]]}, "": 0}
assert json.loads(json.dumps(data)) == data
assert json.dumps(data, ensure_ascii=False)[20:23] != "" and "\\ud83d\\ude00" in json.dumps(data)
assert json.dumps({"b": 1, "a": [1, {"c": 2}]}, sort_keys=True, separators=(",", ":")) == '{"a":[1,{"c":2}],"b":1}'
assert json.dumps([1, {"a": 2}], indent=2) == '[\n  1,\n  {\n    "a": 2\n  }\n]'
assert json.dumps({1: 1, None: 2, True: 3, 2.5: 4}) == '{"1": 3, "null": 2, "2.5": 4}'
assert json.loads(' [1e2, -1.5E-3, 12345678901234567890] ') == [100.0, -0.0015, 12345678901234567890]
assert math.isnan(json.loads("NaN")) and json.dumps(float("inf")) == "Infinity"
assert json.dumps("\u2028</script>") == '"\\u2028</script>"'
for wrong in ('{"a": 1,}', "[1 2]", '"\x01"', "", "{'a': 1}", "[1]x"):
    try:
        json.loads(wrong)
    except json.JSONDecodeError as error:
        assert 0 <= error.pos <= len(wrong)
    else:
        raise AssertionError(wrong)
for wrong in (lambda: json.dumps({(1,): 1}), lambda: json.dumps(object()), lambda: json.dumps(float("nan"), allow_nan=False)):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, end=" ")
print(json.dumps(data, sort_keys=True))
