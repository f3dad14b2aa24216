# Methods of text: searching, cutting, casing, aligning.
text = "  The quick brown fox\tjumps over the lazy dog  "
words = text.split()
assert len(words) == 9 and " ".join(words).count("o") == 4
assert text.strip().partition("fox")[2].lstrip().startswith("jumps")
assert "a,b,,c".split(",") == ["a", "b", "", "c"] and "a,b,c".rsplit(",", 1) == ["a,b", "c"]
assert "straße".upper() == "STRASSE" and "ǅ".lower() == "ǆ" and "ﬁ".casefold() == "fi"
assert "hello world".title() == "Hello World" and "Hello".swapcase() == "hELLO"
assert "x".center(7, "*") == "***x***" and "42".zfill(5) == "00042" and "-7".zfill(4) == "-007"
assert "unprefixed".removeprefix("un").removesuffix("ed") == "prefix"
assert "one\r\ntwo\x0bthree\u2028four".splitlines() == ["one", "two", "three", "four"]
assert "a\tb".expandtabs(4) == "a   b" and "abc".find("d") == -1
table = str.maketrans("abc", "xyz", "q")
assert "aqbqc".translate(table) == "xyz"
assert "٣".isdigit() and "Ⅷ".isnumeric() and not "Ⅷ".isdigit() and "x1".isidentifier()
print("|".join(sorted(words, key=str.lower)), text[::-1].strip()[:8])
