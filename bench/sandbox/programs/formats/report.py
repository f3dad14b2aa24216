# A small report: read CSV, group, total, and print a table.
import collections
import csv
import io

orders = """date,customer,item,quantity,price
2026-01-05,ann,pen,10,1.20
2026-01-17,bob,ink,2,7.50
2026-02-02,ann,ink,1,7.50
2026-02-11,cid,paper,5,3.10
2026-02-28,bob,pen,20,1.10
"""
totals = collections.defaultdict(lambda: collections.defaultdict(float))
for row in csv.DictReader(io.StringIO(orders)):
    totals[row["customer"]][row["date"][:7]] += int(row["quantity"]) * float(row["price"])
months = sorted({month for one in totals.values() for month in one})
lines = [f"{'customer':<10}" + "".join(f"{month:>10}" for month in months) + f"{'total':>10}"]
for customer, by_month in sorted(totals.items()):
    cells = "".join(f"{by_month.get(month, 0):>10.2f}" for month in months)
    lines.append(f"{customer:<10}{cells}{sum(by_month.values()):>10.2f}")
assert totals["ann"]["2026-02"] == 7.5 and len({len(line) for line in lines}) == 1
print("\n".join(lines))
