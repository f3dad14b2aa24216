# Functions and aggregates in Python, windows, common table expressions, blobs, backup, dump.
import json
import sqlite3

base = sqlite3.connect(":memory:")
base.create_function("reversed", 1, lambda text: text[::-1], deterministic=True)
base.create_collation("by_length", lambda a, b: (len(a) > len(b)) - (len(a) < len(b)))


class Product:
    def __init__(self):
        self.value = 1

    def step(self, value):
        self.value *= value

    def finalize(self):
        return self.value


base.create_aggregate("product", 1, Product)
base.execute("create table t (n int, word text, data blob)")
base.executemany("insert into t values (?, ?, ?)", [(n, "ab" * n, bytes([n] * n)) for n in range(1, 6)])
assert base.execute("select product(n) from t").fetchone() == (120,)
assert base.execute("select reversed(word) from t where n = 2").fetchone() == ("baba",)
assert base.execute("select word from t order by word collate by_length desc limit 1").fetchone()[0] == "ab" * 5
running = base.execute("select n, sum(n) over (order by n rows between 1 preceding and current row) from t").fetchall()
assert running == [(1, 1), (2, 3), (3, 5), (4, 7), (5, 9)]
fibonacci = base.execute("""with recursive f(a, b) as (select 0, 1 union all select b, a + b from f limit 10)
                            select a from f""").fetchall()
assert [row[0] for row in fibonacci] == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
assert json.loads(base.execute("select json_group_array(n) from t where n > 3").fetchone()[0]) == [4, 5]
twin = sqlite3.connect(":memory:")
base.commit()
base.backup(twin)
assert twin.execute("select data from t where n = 3").fetchone() == (b"\x03\x03\x03",)
blob = twin.blobopen("t", "data", 4)
blob.write(b"!!")
blob.close()
assert twin.execute("select data from t where n = 4").fetchone()[0] == b"!!\x04\x04"
dump = list(twin.iterdump())
base.set_authorizer(lambda action, *rest: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_DELETE else sqlite3.SQLITE_OK)
try:
    base.execute("delete from t")
except sqlite3.DatabaseError as error:
    print(error)
print(dump[1], len(dump), twin.total_changes > 0)
