# Names, categories, normal forms, widths, numeric values.
import unicodedata

assert unicodedata.name("é") == "LATIN SMALL LETTER E WITH ACUTE" and unicodedata.lookup("SNOWMAN") == "☃"
assert "\N{GREEK SMALL LETTER PI}" == "π"
forms = {form: unicodedata.normalize(form, "ﬁancé ①") for form in ("NFC", "NFD", "NFKC", "NFKD")}
assert [len(one) for one in forms.values()] == [7, 8, 8, 9] and forms["NFKC"] == "fiancé 1"
assert "é" != "e\u0301" and unicodedata.is_normalized("NFC", "é")
strip = lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
assert strip("Crème Brûlée Ångström") == "Creme Brulee Angstrom"
assert [unicodedata.category(c) for c in "aA1 _€\n"] == ["Ll", "Lu", "Nd", "Zs", "Pc", "Sc", "Cc"]
assert unicodedata.numeric("½") == 0.5 and unicodedata.digit("٣") == 3 and unicodedata.decimal("७") == 7
assert unicodedata.east_asian_width("語") == "W" and unicodedata.bidirectional("א") == "R"
assert unicodedata.mirrored("(") == 1 and unicodedata.decomposition("é") == "0065 0301"
family = "👨‍👩‍👧"
assert len(family) == 5 and len(family.encode()) == 18
print(forms, [hex(ord(c)) for c in family])
