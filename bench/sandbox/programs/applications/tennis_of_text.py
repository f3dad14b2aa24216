# Numbers to bars, boxes, trees and aligned tables of characters.
import unicodedata


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def table(rows):
    columns = [max(width(str(row[index])) for row in rows) for index in range(len(rows[0]))]
    line = lambda left, middle, right: left + middle.join("─" * (size + 2) for size in columns) + right
    cells = lambda row: "│" + "│".join(f" {cell}{' ' * (size - width(str(cell)))} " for cell, size in zip(row, columns)) + "│"
    return "\n".join([line("┌", "┬", "┐"), cells(rows[0]), line("├", "┼", "┤"), *map(cells, rows[1:]), line("└", "┴", "┘")])


def bars(values, size=20):
    most = max(values.values())
    return "\n".join(f"{name:>6} {'█' * (size * value // most)}{'▌' if size * value * 2 // most % 2 else ''} {value}" for name, value in values.items())


def tree(node, prefix=""):
    for index, (name, inner) in enumerate(node.items()):
        last = index == len(node) - 1
        yield f"{prefix}{'└' if last else '├'}─ {name}"
        yield from tree(inner, prefix + ("   " if last else "│  "))


text = table([("name", "Größe"), ("日本", 5), ("e\u0301te", 12.5)])
assert len({width(line) for line in text.split("\n")}) == 1
branches = [*tree({"src": {"a.py": {}, "lib": {"b.py": {}}}, "README": {}})]
assert branches[1] == "│  ├─ a.py" and branches[-1] == "└─ README"
print(text, bars({"one": 3, "two": 8, "three": 5}), *branches, sep="\n")
