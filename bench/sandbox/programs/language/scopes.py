# Closures, nonlocal, late binding, and what a comprehension keeps to itself.
def counter(start=0):
    count = start

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


one, two = counter(), counter(10)
assert [one(), one(5), two(), one()] == [1, 6, 11, 7]
late = [lambda: index for index in range(3)]
early = [lambda index=index: index for index in range(3)]
assert [one() for one in late] == [2, 2, 2] and [one() for one in early] == [0, 1, 2]
assert one.__closure__[0].cell_contents == 7
index = "outer"
_ = [index for index in range(3)]
assert index == "outer"


def shadow():
    try:
        return name
    except NameError as error:
        return type(error).__name__
    finally:
        name = 1


assert shadow() == "UnboundLocalError"
if (length := len("walrus")) > 5:
    print(length, [last := value for value in (1, 2, 3)], last)
