# The scheduler with a clock of our own runs in order of time and priority.
import sched
import timeit

now, log = [0.0], []


def wait(seconds):
    now[0] += seconds


plan = sched.scheduler(lambda: now[0], wait)
plan.enter(5, 1, log.append, ("five",))
plan.enterabs(2, 2, log.append, ("two, later",))
plan.enterabs(2, 1, log.append, ("two, first",))
event = plan.enter(3, 1, log.append, ("never",))
plan.enter(1, 1, lambda: plan.enter(1.5, 1, log.append, ("added",)))
plan.cancel(event)
assert len(plan.queue) == 4
assert plan.run(blocking=False) == 1.0 and log == []
plan.run()
assert plan.empty() and now[0] == 5.0
spent = timeit.timeit("sum(range(10))", number=50)
assert spent >= 0 and len(timeit.repeat(lambda: None, number=3, repeat=4)) == 4
print(log)
