# Dispatch on types, partial application, reduction.
import functools
from functools import partial, partialmethod, reduce


@functools.singledispatch
def show(value):
    return f"? {value}"


@show.register
def _(value: int):
    return f"int {value}"


@show.register(list)
@show.register(tuple)
def _(value):
    return "[" + ", ".join(map(show, value)) + "]"


@show.register
def _(value: bool):
    return "yes" if value else "no"


class Printer:
    @functools.singledispatchmethod
    def show(self, value):
        return "thing"

    @show.register
    def _(self, value: str):
        return f"text {value}"

    def log(self, level, message):
        return f"{level}: {message}"

    warn = partialmethod(log, "warning")


assert show([1, True, 2.5, (3,)]) == "[int 1, yes, ? 2.5, [int 3]]"
assert Printer().show("a") == "text a" and Printer().show(1) == "thing" and Printer().warn("x") == "warning: x"
base_two = partial(int, base=2)
assert base_two("1010") == 10 and base_two.keywords == {"base": 2}
compose = lambda *functions: reduce(lambda f, g: lambda x: f(g(x)), functions)
assert compose(str, abs, int)("-5") == "5"
print(reduce(lambda a, b: a * 10 + b, [1, 2, 3], 0), show.dispatch(bool) is not show.dispatch(int))
