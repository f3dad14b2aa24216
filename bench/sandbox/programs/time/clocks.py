# Clocks only go forward, and sleeping takes at least as long as asked.
import time

before, counter = time.monotonic(), time.perf_counter_ns()
time.sleep(0.01)
assert time.monotonic() - before >= 0.0099 and time.perf_counter_ns() - counter >= 9_900_000
readings = [time.monotonic() for _ in range(100)]
assert readings == sorted(readings) and time.process_time() >= 0
now = time.time()
assert now > 1_600_000_000 and abs(time.time_ns() / 1e9 - now) < 60
broken = time.gmtime(1795262400)
assert broken[:6] == (2026, 11, 21, 12, 0, 0) and broken.tm_yday == 325 and broken.tm_wday == 5
assert time.strftime("%Y-%m-%dT%H:%M:%SZ", broken) == "2026-11-21T12:00:00Z"
assert time.strptime("21 Nov 2026", "%d %b %Y").tm_yday == 325
assert time.mktime(time.localtime(1795262400)) == 1795262400
assert time.get_clock_info("monotonic").monotonic and not time.get_clock_info("time").monotonic
try:
    time.sleep(-1)
except ValueError as error:
    print(type(error).__name__)
print(time.asctime(broken), time.ctime(0)[-4:] in ("1970", "1969"))
