# needs: 3.12
# The newer syntax for generics and aliases.
type Pair[T] = tuple[T, T]


class Stack[T]:
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)

    def pop(self) -> T:
        return self.items.pop()


def swap[A, B](pair: tuple[A, B]) -> tuple[B, A]:
    return pair[1], pair[0]


stack = Stack[int]()
stack.push(1)
stack.push(2)
assert stack.pop() == 2 and swap((1, "a")) == ("a", 1)
assert Pair.__name__ == "Pair" and Stack.__type_params__[0].__name__ == "T"
print(f"{"nested " + "quotes"}", Pair[int].__args__)
