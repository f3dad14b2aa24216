# Records through generators: read, clean, join, window, write.
import csv
import io
import itertools
import json
from datetime import date, timedelta


def read(text):
    yield from csv.DictReader(io.StringIO(text))


def clean(rows, rejected):
    for row in rows:
        try:
            yield {"day": date.fromisoformat(row["day"]), "city": row["city"].strip().title(), "degrees": float(row["degrees"])}
        except (ValueError, KeyError):
            rejected.append(row)


def windows(values, size):
    for index in range(len(values) - size + 1):
        yield values[index : index + size]


start = date(2026, 2, 26)
text = "day,city,degrees\n" + "".join(f"{start + timedelta(days=n)},{' oslo' if n % 2 else 'rome '},{n * 1.5 + (10 if n % 2 == 0 else 0)}\n" for n in range(12)) + "bad,row,1\n2026-01-01,x,hot\n"
rejected = []
rows = sorted(clean(read(text), rejected), key=lambda row: (row["city"], row["day"]))
countries = {"Oslo": "NO", "Rome": "IT"}
report = []
for city, group in itertools.groupby(rows, key=lambda row: row["city"]):
    degrees = [row["degrees"] for row in group]
    report.append({"city": city, "country": countries[city], "mean": round(sum(degrees) / len(degrees), 2), "moving": [round(sum(w) / 3, 2) for w in windows(degrees, 3)]})
with open("report.json", "w", encoding="utf-8") as file:
    json.dump(report, file, indent=1)
assert len(rejected) == 2 and json.load(open("report.json")) == report
months = {month: len([*group]) for month, group in itertools.groupby(sorted(row["day"].month for row in rows))}
print(report, months)
