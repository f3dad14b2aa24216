# Several files as one stream, single lines by number, editing in place.
import fileinput
import linecache

for name in "ab":
    with open(f"{name}.txt", "w") as file:
        file.writelines(f"{name} {number}\n" for number in range(3))
with fileinput.input(["a.txt", "b.txt"]) as lines:
    seen = [(fileinput.filename(), fileinput.filelineno(), fileinput.lineno(), line.strip()) for line in lines]
assert seen[3] == ("b.txt", 1, 4, "b 0") and len(seen) == 6
with fileinput.input("a.txt", inplace=True, backup=".bak") as lines:
    for line in lines:
        print(line.upper(), end="")
assert open("a.txt").read() == "A 0\nA 1\nA 2\n" and open("a.txt.bak").read().startswith("a 0")
assert linecache.getline("b.txt", 2) == "b 1\n" and linecache.getline("b.txt", 99) == ""
with open("b.txt", "w") as file:
    file.write("changed now\n")
linecache.checkcache("b.txt")
print(linecache.getline("b.txt", 1), seen[-1])
