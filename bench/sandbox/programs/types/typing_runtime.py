# What typing offers at run time: protocols, hints, literals, generics.
import typing
from typing import Annotated, Any, Generic, Literal, Optional, Protocol, TypedDict, TypeVar, Union, get_type_hints


@typing.runtime_checkable
class Closeable(Protocol):
    def close(self) -> None: ...


class File:
    def close(self):
        return None


class Movie(TypedDict, total=False):
    title: typing.Required[str]
    year: int


Item = TypeVar("Item")


class Queue(Generic[Item]):
    def __init__(self):
        self.items: list[Item] = []


def function(a: int, b: "Optional[str]" = None, *rest: Annotated[float, "metres"]) -> Literal["x", "y"]: ...


hints = get_type_hints(function)
assert hints["a"] is int and hints["b"] == Optional[str] and hints["rest"] is float
assert get_type_hints(function, include_extras=True)["rest"].__metadata__ == ("metres",)
assert typing.get_args(hints["return"]) == ("x", "y") and typing.get_origin(dict[str, int]) is dict
assert isinstance(File(), Closeable) and not isinstance(3, Closeable)
assert Movie.__required_keys__ == {"title"} and Movie(title="x") == {"title": "x"}
assert typing.get_args(Union[int, str, int]) == (int, str) and (int | None) == Optional[int]
assert Queue[int].__args__ == (int,) and Queue[int]().items == [] and typing.cast(str, 3) == 3
assert isinstance(3, int | str) and Any is typing.Any
print(typing.get_args(typing.Callable[[int, str], bool]), sorted(hints))
