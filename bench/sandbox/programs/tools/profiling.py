# Profiles and coverage of one's own functions.
import cProfile
import io
import os
import pstats
import sys
import trace


def inner(n):
    return sum(range(n))


def outer():
    return [inner(n) for n in range(20)]


profile = cProfile.Profile()
profile.enable()
outer()
profile.disable()
out = io.StringIO()
statistics = pstats.Stats(profile, stream=out)
statistics.sort_stats("ncalls").print_stats("inner")
calls = {key[2]: value[1] for key, value in statistics.stats.items()}
assert calls["inner"] == 20 and calls["outer"] == 1 and "inner" in out.getvalue()
with open("measured.py", "w") as file:
    file.write("def loop():\n    total = 0\n    for n in range(7):\n        total += n\n    return total\n")
sys.path.insert(0, os.getcwd())
import measured

tracer = trace.Trace(count=True, trace=False)
assert tracer.runfunc(measured.loop) == 21
counts = {line: count for (name, line), count in tracer.results().counts.items() if name.endswith("measured.py")}
assert counts[2] == 1 and counts[4] == 7
print(calls["inner"], calls["outer"])
