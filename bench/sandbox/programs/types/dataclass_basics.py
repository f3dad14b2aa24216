# Data classes: defaults, order, frozen, replaced, turned into dictionaries.
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, replace


@dataclass(order=True)
class Card:
    rank: int
    suit: str = field(default="♠", compare=False)
    tags: list = field(default_factory=list, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    name: str
    retries: int = 3

    def __post_init__(self):
        if self.retries < 0:
            raise ValueError("retries must not be negative")


cards = [Card(5), Card(2, "♥"), Card(9)]
assert min(cards) == Card(2) and repr(cards[1]) == "Card(rank=2, suit='♥')"
cards[0].tags.append("x")
assert cards[2].tags == [] and asdict(cards[0]) == {"rank": 5, "suit": "♠", "tags": ["x"]}
config = Config(name="a")
assert replace(config, retries=5).retries == 5 and astuple(config) == ("a", 3)
assert hash(config) == hash(Config(name="a")) and [one.name for one in fields(Config)] == ["name", "retries"]
for wrong in (lambda: setattr(config, "name", "b"), lambda: Config(name="b", retries=-1), lambda: Config("c")):
    try:
        wrong()
    except (FrozenInstanceError, ValueError, TypeError) as error:
        print(type(error).__name__)
print(sorted(cards), config)
