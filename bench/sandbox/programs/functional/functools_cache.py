# Caches with and without bounds, and a property computed once.
import functools

calls = []


@functools.lru_cache(maxsize=2)
def square(number):
    calls.append(number)
    return number * number


assert [square(n) for n in (1, 2, 1, 3, 2)] == [1, 4, 1, 9, 4]
assert calls == [1, 2, 3, 2] and square.cache_info() == (1, 4, 2, 2)
square.cache_clear()
assert square.cache_info().currsize == 0


@functools.cache
def partitions(total, largest):
    if total == 0:
        return 1
    return sum(partitions(total - part, part) for part in range(1, min(total, largest) + 1))


class Circle:
    computed = 0

    def __init__(self, radius):
        self.radius = radius

    @functools.cached_property
    def area(self):
        Circle.computed += 1
        return 3 * self.radius**2


circle = Circle(2)
assert circle.area == circle.area == 12 and Circle.computed == 1
del circle.area
circle.radius = 3
assert circle.area == 27
try:
    square([1])
except TypeError as error:
    print(type(error).__name__)
print(partitions(40, 40), partitions.cache_info().hits > 100)
