# Decorators with and without arguments, stacked, on methods and on classes.
import functools

log = []


def logged(function=None, *, prefix="call"):
    if function is None:
        return functools.partial(logged, prefix=prefix)

    @functools.wraps(function)
    def inner(*args, **kwargs):
        log.append(f"{prefix} {function.__name__}{args}")
        return function(*args, **kwargs)

    return inner


def repeat(times):
    return lambda function: lambda *args: [function(*args) for _ in range(times)]


@logged
def add(a, b):
    """Adds."""
    return a + b


@repeat(2)
@logged(prefix="twice")
def double(value):
    return value * 2


def countable(cls):
    cls.count = 0
    original = cls.__init__

    def counted(self, *args):
        cls.count += 1
        original(self, *args)

    cls.__init__ = counted
    return cls


@countable
class Thing:
    def __init__(self, name):
        self.name = name


assert add(1, 2) == 3 and add.__doc__ == "Adds." and add.__wrapped__(2, 2) == 4
assert double(4) == [8, 8] and [Thing(name).name for name in "ab"] == ["a", "b"] and Thing.count == 2
print(log)
