# Sending, throwing, closing, delegating, and a coroutine as an average.
def average():
    total = count = 0
    result = None
    while True:
        try:
            value = yield result
        except ZeroDivisionError:
            total = count = 0
            result = None
            continue
        total, count = total + value, count + 1
        result = total / count


running = average()
next(running)
assert [running.send(value) for value in (10, 20, 60)] == [10.0, 15.0, 30.0]
assert running.throw(ZeroDivisionError) is None and running.send(4) == 4.0
closed = []


def inner():
    try:
        yield 1
        yield 2
        return "done"
    finally:
        closed.append("inner")


def outer():
    result = yield from inner()
    yield result


assert [*outer()] == [1, 2, "done"] and closed == ["inner"]
half = outer()
next(half)
half.close()
assert closed == ["inner", "inner"]


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


sequence = fibonacci()
print([next(sequence) for _ in range(15)], running.gi_frame is not None)
