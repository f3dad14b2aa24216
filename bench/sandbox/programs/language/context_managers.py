# Entering, leaving, swallowing, and a stack of them.
import contextlib
import io

events = []


class Door:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        events.append(f"open {self.name}")
        return self

    def __exit__(self, kind, error, trace):
        events.append(f"close {self.name} {kind.__name__ if kind else None}")
        return self.swallow


with Door("a") as a, Door("b", swallow=True):
    raise ValueError
assert events == ["open a", "open b", "close b ValueError", "close a None"]


@contextlib.contextmanager
def tag(name):
    events.append(f"<{name}>")
    try:
        yield name.upper()
    finally:
        events.append(f"</{name}>")


with contextlib.ExitStack() as stack:
    names = [stack.enter_context(tag(name)) for name in ("p", "q")]
    stack.callback(events.append, "callback")
assert names == ["P", "Q"] and events[-3:] == ["callback", "</q>", "</p>"]
with contextlib.suppress(KeyError), contextlib.redirect_stdout(io.StringIO()) as caught:
    print("hidden")
    {}["x"]
assert caught.getvalue() == "hidden\n"
with contextlib.nullcontext(5) as five, contextlib.closing(io.StringIO("x")) as text:
    assert five == 5 and text.read() == "x"
print(text.closed, len(events))
