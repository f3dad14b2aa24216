# TOML: tables, arrays of tables, dates, numbers, strings, errors.
import datetime
import tomllib

data = tomllib.loads('''
title = "Glass é"
path = 'C:\\raw'
multi = """
one \\
   two"""
numbers = [1_000, 0xff, 0o17, 0b11, -1.5e3, inf]
when = 2026-11-21T10:00:00Z
day = 2026-11-21
[owner.address]
city = "X"
inline = { a = 1, b.c = true }
[[items]]
name = "a"
[[items]]
name = "b"
  [[items.parts]]
  n = 1
''')
assert data["numbers"][:5] == [1000, 255, 15, 3, -1500.0] and data["multi"] == "one two" and data["path"] == "C:\\raw"
assert data["when"].tzinfo is datetime.timezone.utc and data["day"] == datetime.date(2026, 11, 21)
assert data["owner"]["address"]["inline"] == {"a": 1, "b": {"c": True}}
assert data["items"] == [{"name": "a"}, {"name": "b", "parts": [{"n": 1}]}]
wrongs = ["a = 1\na = 2", "a = ", "[a]\n[a]", "a = 01", 'a = "\n"', "a.b = 1\na = 2"]
for wrong in wrongs:
    try:
        tomllib.loads(wrong)
    except tomllib.TOMLDecodeError:
        continue
    raise AssertionError(wrong)
print(data["title"], data["when"].isoformat(), len(wrongs))
