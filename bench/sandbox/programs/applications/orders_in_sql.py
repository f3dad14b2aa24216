# A little mapper of classes onto tables.
import sqlite3
from dataclasses import astuple, dataclass, fields
from typing import get_type_hints

KINDS = {int: "integer", str: "text", float: "real", bytes: "blob"}


class Store:
    def __init__(self):
        self.base = sqlite3.connect(":memory:")

    def create(self, kind):
        hints = get_type_hints(kind)
        columns = ", ".join(f"{one.name} {KINDS[hints[one.name]]}{' primary key' if one.name == 'id' else ''}" for one in fields(kind))
        self.base.execute(f"create table {kind.__name__.lower()} ({columns})")

    def save(self, item):
        marks = ", ".join("?" * len(fields(item)))
        self.base.execute(f"insert or replace into {type(item).__name__.lower()} values ({marks})", astuple(item))

    def find(self, kind, order="id", **conditions):
        where = " and ".join(f"{name} = :{name}" for name in conditions) or "1"
        rows = self.base.execute(f"select * from {kind.__name__.lower()} where {where} order by {order}", conditions)
        return [kind(*row) for row in rows]


@dataclass
class Customer:
    id: int
    name: str


@dataclass
class Sale:
    id: int
    customer: int
    amount: float


store = Store()
store.create(Customer)
store.create(Sale)
for item in (Customer(1, "Ann"), Customer(2, "Bob'; drop table sale; --"), Sale(1, 1, 9.5), Sale(2, 2, 1.25), Sale(3, 1, 0.5)):
    store.save(item)
store.save(Customer(1, "Anna"))
assert store.find(Customer, id=1) == [Customer(1, "Anna")] and len(store.find(Sale, customer=1)) == 2
assert store.find(Customer, name="Bob'; drop table sale; --")[0].id == 2
totals = store.base.execute("select name, sum(amount) from customer join sale on customer.id = customer group by name order by 2 desc").fetchall()
print(totals, store.find(Sale, order="amount")[0])
