# A database in a file survives its connection; an uncommitted change does not.
import os
import sqlite3

with sqlite3.connect("shop.db") as base:
    base.execute("create table stock (item text primary key, count int)")
    base.execute("create index by_count on stock (count)")
    base.executemany("insert into stock values (?, ?)", [(f"item{n}", n % 7) for n in range(500)])
base.close()
open_one = sqlite3.connect("shop.db", isolation_level="IMMEDIATE")
open_one.execute("delete from stock")
open_one.close()
base = sqlite3.connect("shop.db")
assert base.execute("select count(*) from stock").fetchone() == (500,)
plan = base.execute("explain query plan select * from stock where count = 3").fetchone()[-1]
assert "by_count" in plan and base.execute("pragma integrity_check").fetchone() == ("ok",)
base.execute("savepoint a")
base.execute("update stock set count = 0")
base.execute("rollback to a")
total = base.execute("select sum(count) from stock").fetchone()[0]
base.close()
assert os.path.getsize("shop.db") % 4096 == 0
with open("shop.db", "rb") as file:
    print(file.read(15), total)
