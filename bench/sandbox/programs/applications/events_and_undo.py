# Publish and subscribe, and an editor with undo and redo.
from collections import defaultdict


class Bus:
    def __init__(self):
        self.handlers = defaultdict(list)

    def on(self, name):
        def register(handler):
            self.handlers[name].append(handler)
            return handler

        return register

    def emit(self, name, **data):
        failures = []
        for handler in [*self.handlers[name], *self.handlers["*"]]:
            try:
                handler(name=name, **data)
            except Exception as error:
                failures.append(error)
        return failures


class Editor:
    def __init__(self, bus):
        self.text, self.done, self.undone, self.bus = "", [], [], bus

    def insert(self, at, text):
        self.perform(("insert", at, text))

    def delete(self, at, count):
        self.perform(("delete", at, self.text[at : at + count]))

    def perform(self, action, keep=True):
        kind, at, text = action
        rest = self.text[at:] if kind == "insert" else self.text[at + len(text) :]
        self.text = self.text[:at] + (text if kind == "insert" else "") + rest
        if keep:
            self.done.append(action)
            self.undone.clear()
        self.bus.emit("changed", length=len(self.text))

    def undo(self):
        kind, at, text = action = self.done.pop()
        self.undone.append(action)
        self.perform(("delete" if kind == "insert" else "insert", at, text), keep=False)

    def redo(self):
        action = self.undone.pop()
        self.done.append(action)
        self.perform(action, keep=False)


bus, lengths = Bus(), []
bus.on("changed")(lambda name, length: lengths.append(length))
bus.on("*")(lambda name, **data: 1 / 0)
editor = Editor(bus)
editor.insert(0, "hello world")
editor.insert(5, ",")
editor.delete(0, 5)
assert editor.text == ", world"
editor.undo()
editor.undo()
assert editor.text == "hello world"
editor.redo()
assert editor.text == "hello, world" and [type(one).__name__ for one in bus.emit("changed", length=0)] == ["ZeroDivisionError"]
print(lengths, editor.text)
