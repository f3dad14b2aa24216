# Inheritance, properties, class methods, comparison, and what `super` finds in a diamond.
class Shape:
    made = 0

    def __init__(self, name):
        self.name = name
        type(self).made += 1

    @property
    def area(self):
        raise NotImplementedError

    @classmethod
    def unit(cls):
        return cls(1)

    @staticmethod
    def units(count):
        return f"{count} units"

    def __lt__(self, other):
        return self.area < other.area

    def __repr__(self):
        return f"{type(self).__name__}({self.area})"


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    @property
    def area(self):
        return self.side**2

    @area.setter
    def area(self, value):
        self.side = value**0.5


class Left(Square):
    def who(self):
        return ["left"] + super().who()


class Base(Square):
    def who(self):
        return ["base"]


class Both(Left, Base):
    pass


shapes = [Square(3), Square.unit(), Both(2)]
assert Both.made == 3 or Both.made == 1
shapes[1].area = 25
assert shapes[1].side == 5.0 and Shape.units(2) == "2 units"
assert Both(1).who() == ["left", "base"]
assert [one.__name__ for one in Both.__mro__[:4]] == ["Both", "Left", "Base", "Square"]
assert isinstance(shapes[2], Left) and not issubclass(Square, Left)
print(sorted(shapes), Square.made)
