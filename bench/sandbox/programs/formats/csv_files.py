# CSV with dialects, quotes, newlines in fields, dictionaries and sniffing.
import csv
import io

rows = [["name", "note"], ["Ann", 'says "hi"'], ["Bob", "two\nlines"], ["Cid", "a,b"], ["", " x "]]
file = io.StringIO(newline="")
csv.writer(file).writerows(rows)
assert file.getvalue().startswith('name,note\r\nAnn,"says ""hi"""\r\n')
file.seek(0)
assert list(csv.reader(file)) == rows
tabs = io.StringIO(newline="")
csv.writer(tabs, dialect="excel-tab", quoting=csv.QUOTE_NONNUMERIC).writerow(["x", 1, 2.5])
assert tabs.getvalue() == '"x"\t1\t2.5\r\n'
tabs.seek(0)
assert next(csv.reader(tabs, dialect="excel-tab", quoting=csv.QUOTE_NONNUMERIC)) == ["x", 1.0, 2.5]
people = list(csv.DictReader(io.StringIO("id;name\n1;Ann\n2;Bob;extra\n3\n"), delimiter=";", restkey="more", restval="?"))
assert people[1] == {"id": "2", "name": "Bob", "more": ["extra"]} and people[2]["name"] == "?"
out = io.StringIO(newline="")
writer = csv.DictWriter(out, ["a", "b"], extrasaction="ignore", lineterminator="\n")
writer.writeheader()
writer.writerow({"a": 1, "c": 3})
assert out.getvalue() == "a,b\n1,\n"
sniffed = csv.Sniffer().sniff("a|b|c\n1|2|3\n4|5|6\n")
assert sniffed.delimiter == "|" and csv.Sniffer().has_header("name,age\nann,31\nbob,25\n")
csv.register_dialect("odd", quotechar="'", escapechar="\\", doublequote=False, quoting=csv.QUOTE_MINIMAL)
odd = io.StringIO()
csv.writer(odd, "odd", lineterminator="").writerow(["it's", "b"])
print(repr(odd.getvalue()), people[0])
