# Every kind of parameter, and the messages for a wrong call.
def call(first, /, second, *rest, third=3, **named):
    return first, second, rest, third, sorted(named.items())


assert call(1, 2) == (1, 2, (), 3, [])
assert call(1, 2, 4, 5, third=9, first=8) == (1, 2, (4, 5), 9, [("first", 8)])
assert call(*[1, 2], **{"third": 0}) == (1, 2, (), 0, [])


def keeps(item, store=[]):
    store.append(item)
    return store


assert keeps(1) is keeps(2) and keeps.__defaults__ == ([1, 2],)
errors = []
for wrong in (lambda: call(1), lambda: call(second=1), lambda: (lambda *, only: only)(1)):
    try:
        wrong()
    except TypeError as error:
        errors.append("missing" in str(error) or "positional" in str(error))
assert errors == [True, True, True]
print(call(0, *"ab", **dict(z=1, a=2)))
