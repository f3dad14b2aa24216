# Pickling: own classes, shared parts, protocols, refusals, limits for unpickling.
import io
import pickle
import pickletools


class Account:
    def __init__(self, owner, balance):
        self.owner, self.balance, self.cache = owner, balance, object()

    def __getstate__(self):
        return {"owner": self.owner, "balance": self.balance}

    def __setstate__(self, state):
        self.__dict__.update(state, cache="rebuilt")


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __reduce__(self):
        return Point, (self.x, self.y)


account = pickle.loads(pickle.dumps(Account("ann", 5)))
assert (account.owner, account.balance, account.cache) == ("ann", 5, "rebuilt")
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    assert pickle.loads(pickle.dumps({"a": [1, (2.5, "é")], "b": {1, 2}, "c": 2**70}, protocol))["c"] == 2**70
shared = []
a, b = pickle.loads(pickle.dumps((shared, shared)))
assert a is b
loop = {}
loop["me"] = loop
assert (again := pickle.loads(pickle.dumps(loop)))["me"] is again
assert pickle.loads(pickle.dumps(Point(1, 2))).y == 2 and pickle.loads(pickle.dumps(len)) is len


class Safe(pickle.Unpickler):
    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is forbidden")


for wrong in (lambda: pickle.dumps(lambda: 0), lambda: Safe(io.BytesIO(b"cos\nsystem\n(S'id'\ntR.")).load(), lambda: pickle.loads(b"\x80\x04."), lambda: pickle.dumps(open)):
    try:
        wrong()
    except (pickle.PickleError, AttributeError, EOFError, IndexError, TypeError) as error:
        print(type(error).__name__ in ("PicklingError", "AttributeError", "UnpicklingError", "EOFError", "IndexError"), end=" ")
buffers = []
data = pickle.dumps(pickle.PickleBuffer(b"big"), protocol=5, buffer_callback=buffers.append)
assert bytes(pickle.loads(data, buffers=buffers)) == b"big"
out = io.StringIO()
pickletools.dis(pickle.dumps([1], 2), out)
print(out.getvalue().count("\n"), pickletools.optimize(pickle.dumps("x" * 3, 4)))
