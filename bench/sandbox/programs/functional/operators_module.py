# Operators as functions.
import operator as op

assert op.itemgetter(1, -1)("abc") == ("b", "c") and op.itemgetter(slice(1, 3))("abcd") == "bc"


class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next


chain = Node(1, Node(2))
assert op.attrgetter("next.value", "value")(chain) == (2, 1)
assert op.methodcaller("replace", "a", "b")("banana") == "bbnbnb"
assert op.truth([]) is False and op.not_(0) and op.is_(None, None) and op.contains([1], 1)
assert op.index(True) == 1 and op.countOf("banana", "a") == 3 and op.indexOf("banana", "n") == 2
assert op.floordiv(7, 2) == 3 and op.matmul is not op.mul and op.xor(5, 1) == 4 and op.concat([1], [2]) == [1, 2]
numbers = [1]
numbers = op.iadd(numbers, [2])
op.setitem(numbers, 0, 9)
op.delitem(numbers, 1)
assert numbers == [9] and op.length_hint(iter([1, 2, 3])) == 3
calls = {"+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv, "^": op.pow}


def reverse_polish(text):
    stack = []
    for token in text.split():
        if token in calls:
            right, left = stack.pop(), stack.pop()
            stack.append(calls[token](left, right))
        else:
            stack.append(float(token))
    return stack[0]


print(reverse_polish("3 4 2 * 1 5 - 2 ^ / +"))
