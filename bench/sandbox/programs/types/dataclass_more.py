# Inheritance, init-only fields, class variables, a made class.
from dataclasses import KW_ONLY, InitVar, dataclass, field, is_dataclass, make_dataclass
from typing import ClassVar


@dataclass
class Base:
    identity: int
    created: ClassVar[int] = 0

    def __post_init__(self):
        Base.created += 1


@dataclass
class Account(Base):
    owner: str = "nobody"
    _: KW_ONLY
    start: InitVar[int] = 0
    balance: int = field(init=False)
    history: list[str] = field(default_factory=list)

    def __post_init__(self, start):
        super().__post_init__()
        self.balance = start * 100


account = Account(1, "ann", start=5)
assert account.balance == 500 and Base.created == 1 and is_dataclass(Account)
Pixel = make_dataclass("Pixel", [("x", int), ("y", int, field(default=7))], namespace={"sum": lambda self: self.x + self.y})
assert Pixel(1).sum() == 8 and Account.__match_args__ == ("identity", "owner")
match account:
    case Account(identity, owner=name):
        print(identity, name)


@dataclass(eq=False)
class Plain:
    x: int = 1


assert Plain() != Plain() and Account(1) == Account(1)
print(account, Pixel(2, 3))
