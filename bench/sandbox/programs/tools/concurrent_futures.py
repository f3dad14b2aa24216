# Futures without threads: set by hand, waited for, and an executor that runs at once.
from concurrent.futures import CancelledError, Executor, Future, as_completed, wait


class Inline(Executor):
    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


with Inline() as executor:
    assert list(executor.map(pow, [2, 3], [5, 2])) == [32, 9]
    good, bad = executor.submit(sorted, "cab"), executor.submit(int, "x")
done, rest = wait([good, bad])
assert not rest and good.result() == ["a", "b", "c"] and isinstance(bad.exception(), ValueError)
assert {one.done() for one in as_completed([good, bad])} == {True}
seen = []
pending = Future()
pending.add_done_callback(lambda one: seen.append(one.cancelled()))
assert pending.cancel() and pending.cancelled() and seen == [True]
try:
    pending.result()
except CancelledError as error:
    print(type(error).__name__)
print(good.result(), seen)
