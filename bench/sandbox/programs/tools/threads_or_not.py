# Locks work everywhere; where threads cannot be started the program is told so and can go on.
import threading

lock, results = threading.RLock(), []
with lock, lock:
    results.append("held")
local = threading.local()
local.value = 5
event = threading.Event()
event.set()
assert event.wait(0) and local.value == 5 and threading.current_thread() is threading.main_thread()
gate = threading.Semaphore(1)
assert gate.acquire(blocking=False) and not gate.acquire(blocking=False)
gate.release()
plain = threading.Lock()
assert plain.acquire() and plain.locked() and not plain.acquire(timeout=0)
plain.release()


def work():
    results.append("worked")


try:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
except RuntimeError:
    work()
assert threading.active_count() >= 1
print(results)
