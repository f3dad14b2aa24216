# Context variables without a loop: tokens, copies, running inside.
import contextvars

level = contextvars.ContextVar("level", default=0)


def deeper():
    token = level.set(level.get() + 1)
    try:
        return level.get(), deeper() if level.get() < 3 else None
    finally:
        level.reset(token)


assert deeper() == (1, (2, (3, None))) and level.get() == 0
context = contextvars.copy_context()
context.run(level.set, 50)
assert context[level] == 50 and level.get() == 0 and level in context
assert context.run(lambda: level.get() + 1) == 51
token = level.set(9)
assert token.old_value is contextvars.Token.MISSING and token.var is level
level.reset(token)
try:
    level.reset(token)
except RuntimeError as error:
    print(type(error).__name__)
print(len(context), level.name, contextvars.ContextVar("x").get("unset"))
