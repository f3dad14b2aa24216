# Shelves over a dictionary, marshalled code, and a key-value file of our own.
import io
import marshal
import shelve
import struct

store = {}
with shelve.Shelf(store, writeback=True) as shelf:
    shelf["list"] = [1]
    shelf["list"].append(2)
    shelf["data"] = {"x": (1, 2)}
assert shelve.Shelf(store)["list"] == [1, 2] and all(isinstance(key, bytes) for key in store)
code = compile("sum(range(n))", "<m>", "eval")
assert eval(marshal.loads(marshal.dumps(code)), {"n": 5}) == 10
assert marshal.loads(marshal.dumps([1, "a", 2.5, None, (True, b"x"), {1: {2}}, 2**80])) == [1, "a", 2.5, None, (True, b"x"), {1: {2}}, 2**80]
try:
    marshal.dumps(object())
except ValueError as error:
    print(error)


class Log:
    def __init__(self, file):
        self.file, self.index = file, {}

    def put(self, key, value):
        self.file.seek(0, io.SEEK_END)
        self.index[key] = self.file.tell()
        self.file.write(struct.pack("<II", len(key), len(value)) + key.encode() + value.encode())

    def get(self, key):
        self.file.seek(self.index[key])
        sizes = struct.unpack("<II", self.file.read(8))
        self.file.read(sizes[0])
        return self.file.read(sizes[1]).decode()


with open("log", "wb+") as file:
    log = Log(file)
    for number in range(50):
        log.put(f"k{number % 10}", f"value {number}")
    print(log.get("k3"), file.seek(0, io.SEEK_END))
