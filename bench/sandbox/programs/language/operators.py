# A vector with arithmetic from both sides, and a matrix product.
class Vector:
    def __init__(self, *parts):
        self.parts = parts

    def __add__(self, other):
        return Vector(*map(sum, zip(self.parts, other.parts)))

    def __mul__(self, other):
        if not isinstance(other, (int, float)):
            return NotImplemented
        return Vector(*(part * other for part in self.parts))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self.parts, other.parts))

    def __neg__(self):
        return self * -1

    def __eq__(self, other):
        return isinstance(other, Vector) and self.parts == other.parts

    def __hash__(self):
        return hash(self.parts)

    def __abs__(self):
        return (self @ self) ** 0.5

    def __bool__(self):
        return any(self.parts)

    def __getitem__(self, index):
        return self.parts[index]

    def __contains__(self, part):
        return part in self.parts

    def __call__(self, scale):
        return scale * self


vector = Vector(3, 4)
assert vector + Vector(1, 1) == Vector(4, 5) and 2 * vector == vector * 2 == vector(2)
assert abs(vector) == 5.0 and vector @ Vector(1, 2) == 11 and not Vector(0, 0)
assert -vector == Vector(-3, -4) and 4 in vector and [*vector] == [3, 4]
assert {vector: 1}[Vector(3, 4)] == 1
try:
    vector * "x"
except TypeError as error:
    print(error)
vector += Vector(1, 0)
print(vector.parts)
