# Groups, named groups, look-around, flags.
import re

match = re.match(r"(?P<year>\d{4})-(?P<month>\d\d)", "2026-11-21")
assert match["year"] == "2026" and match.groupdict()["month"] == "11" and match.span() == (0, 7)
assert re.findall(r"(\w+)@(\w+)\.com", "a@b.com, c@d.com") == [("a", "b"), ("c", "d")]
assert re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", "1234567") == "1,234,567"
assert re.findall(r"\bcat(?!s)\b", "cat cats cat") == ["cat", "cat"]
assert re.search(r"^b$", "a\nb\nc", re.M) and re.search("a.c", "a\nc", re.S) and re.match("ABC", "abc", re.I)
assert re.fullmatch(r"(a|b)*c", "abbac") and not re.fullmatch("a", "ab")
assert re.findall("<.+?>", "<a><b>") == ["<a>", "<b>"] and re.findall("<.+>", "<a><b>") == ["<a><b>"]
assert re.sub(r"(\w+) (\w+)", r"\2 \g<1>", "hello world") == "world hello"
assert re.match(r"(['\"]).*?\1", "'it' is\"").group() == "'it'"
assert re.search(r"(a)?b(?(1)c|d)", "abc").group() == "abc" and re.search(r"(a)?b(?(1)c|d)", "bd")
pattern = re.compile(r"""
    (?P<sign>[+-])?     # a sign
    (?P<whole>\d+)      # digits
    (?:\.(?P<part>\d+))?
    """, re.X)
print(pattern.match("-12.50").groupdict(), re.escape("a.b*c"))
