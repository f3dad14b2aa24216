# Chains, groups, notes, `else` and `finally`, and exceptions of one's own.
class Refused(Exception):
    def __init__(self, what, code=7):
        super().__init__(f"{what} was refused")
        self.code = code


order = []


def attempt(kind):
    try:
        if kind == "raise":
            raise Refused("it")
        order.append("tried")
    except Refused as error:
        order.append(error.code)
        return "handled"
    else:
        order.append("else")
    finally:
        order.append("finally")
    return "fine"


assert attempt("raise") == "handled" and attempt("no") == "fine"
assert order == [7, "finally", "tried", "else", "finally"]
try:
    try:
        {}["key"]
    except KeyError as cause:
        raise Refused("lookup") from cause
except Refused as error:
    error.add_note("a note")
    assert isinstance(error.__cause__, KeyError) and error.__notes__ == ["a note"]
caught = []
try:
    raise ExceptionGroup("several", [ValueError(1), TypeError(2), ExceptionGroup("in", [ValueError(3)])])
except* ValueError as group:
    caught.append(len(group.exceptions))
except* TypeError as group:
    caught.append(str(group.exceptions[0]))
assert caught == [2, "2"]
try:
    assert 1 > 2, "arithmetic"
except AssertionError as error:
    print(error, order)
