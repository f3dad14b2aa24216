# Abstract methods, virtual subclasses, and numbers by their tower.
import abc
import numbers
from collections.abc import Iterable, Sized
from decimal import Decimal
from fractions import Fraction


class Store(abc.ABC):
    @abc.abstractmethod
    def get(self, key): ...

    @property
    @abc.abstractmethod
    def size(self): ...

    def has(self, key):
        return self.get(key) is not None


class Memory(Store):
    def __init__(self):
        self.data = {"a": 1}

    def get(self, key):
        return self.data.get(key)

    @property
    def size(self):
        return len(self.data)


class Duck(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return any("quack" in vars(one) for one in other.__mro__) or NotImplemented


class Robot:
    def quack(self): ...


assert Memory().has("a") and Memory().size == 1 and Store.__abstractmethods__ == {"get", "size"}
try:
    Store()
except TypeError as error:
    print("abstract" in str(error))
assert issubclass(Robot, Duck) and not issubclass(int, Duck)
Store.register(dict)
assert isinstance({}, Store) and isinstance("x", Iterable) and isinstance([], Sized)
tower = [numbers.Integral, numbers.Rational, numbers.Real, numbers.Complex, numbers.Number]
for value in (3, Fraction(1, 2), 0.5, 1j, Decimal(1)):
    print(type(value).__name__, [isinstance(value, kind) for kind in tower])
