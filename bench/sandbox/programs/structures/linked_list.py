# A linked list: pushing, reversing, sorting by merging, a cycle found.
class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next=None):
        self.value, self.next = value, next


def build(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    return head


def walk(node):
    while node:
        yield node.value
        node = node.next


def reverse(node):
    before = None
    while node:
        node.next, before, node = before, node, node.next
    return before


def merge_sort(node):
    if node is None or node.next is None:
        return node
    slow, fast = node, node.next
    while fast and fast.next:
        slow, fast = slow.next, fast.next.next
    second, slow.next = slow.next, None
    left, right = merge_sort(node), merge_sort(second)
    start = tail = Node(None)
    while left and right:
        if left.value <= right.value:
            tail.next, left = left, left.next
        else:
            tail.next, right = right, right.next
        tail = tail.next
    tail.next = left or right
    return start.next


def cycle_start(node):
    slow = fast = node
    while fast and fast.next:
        slow, fast = slow.next, fast.next.next
        if slow is fast:
            while node is not slow:
                node, slow = node.next, slow.next
            return node
    return None


assert [*walk(reverse(build([1, 2, 3])))] == [3, 2, 1] and cycle_start(build([1, 2])) is None
ring = build([1, 2, 3, 4])
ring.next.next.next.next = ring.next
assert cycle_start(ring).value == 2
print([*walk(merge_sort(build([5, 1, 4, 1, 3, 9, 2])))])
