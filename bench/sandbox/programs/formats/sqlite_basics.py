# A database in memory: tables, parameters, joins, transactions, constraints.
import sqlite3

base = sqlite3.connect(":memory:")
base.row_factory = sqlite3.Row
base.executescript("""
    create table author (id integer primary key, name text not null unique);
    create table book (id integer primary key, author references author, title text, year int check (year > 1000));
    pragma foreign_keys = on;
""")
with base:
    base.executemany("insert into author (name) values (?)", [("Ada",), ("Bo",), ("Cy",)])
    base.executemany("insert into book (author, title, year) values (:a, :t, :y)", [
        {"a": 1, "t": "Engines", "y": 1843}, {"a": 1, "t": "Notes", "y": 1842}, {"a": 2, "t": "Winds", "y": 1900}])
query = """select name, count(book.id) as books, group_concat(title, '+') as titles
           from author left join book on author = author.id group by author.id order by books desc, name"""
rows = base.execute(query).fetchall()
assert [tuple(row)[:2] for row in rows] == [("Ada", 2), ("Bo", 1), ("Cy", 0)]
assert rows[0].keys() == ["name", "books", "titles"] and rows[2]["titles"] is None
failures = []
for statement in ("insert into author (name) values ('Ada')", "insert into book (year) values (5)", "selekt", "insert into book (author) values (99)"):
    try:
        with base:
            base.execute("insert into author (name) values ('Temp')")
            base.execute(statement)
    except sqlite3.Error as error:
        failures.append(type(error).__name__)
assert base.execute("select count(*) from author").fetchone()[0] == 3
assert base.execute("update book set year = year + 1 where author = ?", (1,)).rowcount == 2
print(failures, [row["title"] for row in base.execute("select title from book order by year")])
