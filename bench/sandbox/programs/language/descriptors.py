# A descriptor that checks, a slot, and attributes that are made when asked for.
class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} must be positive, not {value}")
        setattr(instance, self.name, value)


class Box:
    __slots__ = ("_width", "_height")
    width, height = Positive(), Positive()

    def __init__(self, width, height):
        self.width, self.height = width, height


box = Box(2, 3)
messages = []
for attempt in (lambda: Box(0, 1), lambda: setattr(box, "depth", 1)):
    try:
        attempt()
    except (ValueError, AttributeError) as error:
        messages.append(type(error).__name__)
assert messages == ["ValueError", "AttributeError"] and box.width * box.height == 6
assert isinstance(Box.width, Positive) and not hasattr(box, "__dict__")


class Lazy:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self.__dict__[name] = value = name.upper()
        return value


lazy = Lazy()
assert lazy.colour == "COLOUR" and lazy.__dict__ == {"colour": "COLOUR"}
print(messages, hasattr(lazy, "__nothing__"))
