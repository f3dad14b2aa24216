# Queues of the standard library, used by one thread, and heaps of tasks.
import queue

first = queue.Queue(maxsize=2)
first.put("a")
first.put_nowait("b")
errors = []
for wrong in (lambda: first.put_nowait("c"), lambda: queue.LifoQueue().get_nowait(), lambda: queue.SimpleQueue().get(block=False)):
    try:
        wrong()
    except (queue.Full, queue.Empty) as error:
        errors.append(type(error).__name__)
assert errors == ["Full", "Empty", "Empty"] and first.full() and first.qsize() == 2
assert first.get() == "a" and first.get() == "b" and first.empty()
first.task_done()
first.task_done()
first.join()
try:
    first.task_done()
except ValueError as error:
    print(error)
last = queue.LifoQueue()
urgent = queue.PriorityQueue()
for item in (3, 1, 2):
    last.put(item)
    urgent.put((item, str(item)))
print([last.get() for _ in range(3)], [urgent.get()[1] for _ in range(3)], errors)
