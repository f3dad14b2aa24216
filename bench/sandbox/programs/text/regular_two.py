# Splitting, scanning, substituting by function, tokenizing, and a bad pattern.
import re

assert re.split(r"[;,]\s*", "a, b;c,d") == ["a", "b", "c", "d"]
assert re.split(r"(-)", "1-2-3", maxsplit=1) == ["1", "-", "2-3"] and re.subn("a", "b", "banana") == ("bbnbnb", 3)
assert re.sub(r"\d+", lambda found: str(int(found[0]) * 2), "a1b22") == "a2b44"
tokens = re.compile(r"(?P<number>\d+(\.\d*)?)|(?P<name>[A-Za-z_]\w*)|(?P<op>[-+*/=()])|(?P<space>\s+)|(?P<bad>.)")
found = [(one.lastgroup, one.group()) for one in tokens.finditer("rate = 60 * (x + 1.5)") if one.lastgroup != "space"]
assert found[2] == ("number", "60") and found[-2] == ("number", "1.5") and len(found) == 9
assert [one.start() for one in re.finditer("aa", "aaaa")] == [0, 2]
assert re.match(r"(?>a+)b", "aab") and not re.match(r"a++a", "aaa")
assert re.findall(rb"\x00(.)", b"\x00a\x00b") == [b"a", b"b"]
assert re.match(r"\w+", "naïve").group() == "naïve" and re.match(r"\w+", "naïve", re.A).group() == "na"
scanner = re.Scanner([(r"\d+", lambda _, text: int(text)), (r"\w+", lambda _, text: text), (r"\s+", None)])
assert scanner.scan("abc 12 x") == (["abc", 12, "x"], "")
try:
    re.compile("(unclosed")
except re.error as error:
    print(error.msg, error.pos)
print(found[:3], re.purge())
