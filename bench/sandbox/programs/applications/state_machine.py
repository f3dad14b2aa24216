# A machine of states with guards and actions, an order that goes its way, refused turns.
from enum import Enum, auto


class State(Enum):
    NEW = auto()
    PAID = auto()
    SENT = auto()
    DONE = auto()
    CANCELLED = auto()


class Order:
    TURNS = {
        (State.NEW, "pay"): (State.PAID, lambda order, amount=0: amount >= order.price),
        (State.PAID, "send"): (State.SENT, lambda order: bool(order.address)),
        (State.SENT, "receive"): (State.DONE, lambda order: True),
        (State.NEW, "cancel"): (State.CANCELLED, lambda order: True),
        (State.PAID, "cancel"): (State.CANCELLED, lambda order: True),
    }

    def __init__(self, price, address=""):
        self.price, self.address, self.state, self.listeners = price, address, State.NEW, []

    def __getattr__(self, name):
        if not any(verb == name for _, verb in Order.TURNS):
            raise AttributeError(name)

        def turn(**given):
            target, guard = self.TURNS.get((self.state, name), (None, None))
            if target is None:
                raise ValueError(f"cannot {name} an order that is {self.state.name}")
            if not guard(self, **given):
                return False
            before, self.state = self.state, target
            for listener in self.listeners:
                listener(before, target)
            return True

        return turn


log = []
order = Order(10)
order.listeners.append(lambda before, after: log.append(f"{before.name}>{after.name}"))
assert not order.pay(amount=5) and order.pay(amount=10) and not order.send()
order.address = "here"
assert order.send() and order.receive() and order.state is State.DONE
for wrong in ("cancel", "fly"):
    try:
        getattr(order, wrong)()
    except (ValueError, AttributeError) as error:
        log.append(type(error).__name__)
print(log)
