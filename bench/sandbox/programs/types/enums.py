# Enumerations: values, aliases, flags, methods.
import enum


class Colour(enum.Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    @property
    def hex(self):
        return {1: "#f00", 2: "#0f0"}[self.value]


class Planet(enum.Enum):
    EARTH = (5.97e24, 6.37e6)
    MARS = (6.42e23, 3.39e6)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius


class Permission(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
    RUN = enum.auto()
    ALL = READ | WRITE | RUN


class Level(enum.IntEnum):
    LOW = 10
    HIGH = 20


class Name(enum.StrEnum):
    FIRST = enum.auto()
    SECOND = enum.auto()


assert Colour.CRIMSON is Colour.RED and Colour(2) is Colour.GREEN and Colour["RED"].hex == "#f00"
assert [*Colour] == [Colour.RED, Colour.GREEN] and list(Colour.__members__) == ["RED", "GREEN", "CRIMSON"]
assert Planet.EARTH.mass > Planet.MARS.mass and Level.HIGH > 15 and sorted(Level)[0] is Level.LOW
some = Permission.READ | Permission.RUN
assert Permission.WRITE not in some and Permission.ALL & ~some == Permission.WRITE and len(some) == 2
assert Name.SECOND == "second" and f"{Name.FIRST}" == "first" and int(Level.LOW) == 10
try:
    enum.unique(Colour)
    Colour(9)
except ValueError as error:
    print(str(error).split(":")[0])
print([one.name for one in Permission.ALL], [str(one) for one in Name])
