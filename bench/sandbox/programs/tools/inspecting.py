# Looking at signatures, sources, members, frames.
import inspect


def function(a, b: int = 2, /, *rest, key="k", **named) -> str:
    """Its documentation.

    More.
    """
    return "x"


class Base:
    kind = "base"

    def method(self): ...

    @staticmethod
    def fixed(): ...

    @property
    def value(self): ...


class Child(Base):
    def method(self): ...


signature = inspect.signature(function)
assert str(signature) == "(a, b: int = 2, /, *rest, key='k', **named) -> str"
kinds = [one.kind.name for one in signature.parameters.values()]
assert kinds == ["POSITIONAL_ONLY", "POSITIONAL_ONLY", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD"]
bound = signature.bind(1, key="z")
bound.apply_defaults()
assert bound.arguments == {"a": 1, "b": 2, "rest": (), "key": "z", "named": {}}
try:
    signature.bind()
except TypeError as error:
    print(error)
assert inspect.getdoc(function) == "Its documentation.\n\nMore." and inspect.getmro(Child)[1] is Base
assert [name for name, _ in inspect.getmembers(Child, inspect.isfunction)] == ["fixed", "method"]
assert inspect.isgeneratorfunction(lambda: (yield)) and inspect.iscoroutinefunction(type("T", (), {}).__init__) is False
assert isinstance(inspect.getattr_static(Base, "value"), property) and inspect.getmodule(function) is inspect.getmodule(Child)


def caller():
    frame = inspect.currentframe()
    return frame.f_code.co_name, frame.f_back.f_code.co_name, inspect.stack()[0].function


def outer():
    return caller()


assert outer() == ("caller", "outer", "caller")
generator = (x for x in "ab")
assert inspect.getgeneratorstate(generator) == "GEN_CREATED"
next(generator)
print(inspect.getgeneratorstate(generator), inspect.cleandoc("  a\n    b\n  c"), inspect.unwrap(function) is function)
