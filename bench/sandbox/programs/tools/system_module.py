# sys: hooks, recursion, interning, tracing, exit codes.
import atexit
import io
import sys

displayed = []
sys.displayhook = lambda value: displayed.append(value)
exec(compile("1 + 1\n'text'", "<d>", "single".replace("single", "exec")))
exec(compile("40 + 2", "<d>", "single"))
sys.displayhook = sys.__displayhook__
assert displayed == [42] and sys.intern("some name") is sys.intern("some " + "name")
events = []


def trace(frame, event, argument):
    if frame.f_code.co_name == "traced":
        events.append(event)
        return trace


def traced(value):
    value += 1
    return value


sys.settrace(trace)
traced(1)
sys.settrace(None)
assert events == ["call", "line", "line", "return"]
codes = []
for code in (0, None, 3, "a message"):
    try:
        sys.exit(code)
    except SystemExit as end:
        codes.append(end.code)
assert codes == [0, None, 3, "a message"]
hooked = []
audits = lambda event, arguments: hooked.append(event) if event == "glass.event" else None
sys.addaudithook(audits)
sys.audit("glass.event", 1)
assert hooked == ["glass.event"]
saved, sys.stdout = sys.stdout, io.StringIO()
print("captured")
captured, sys.stdout = sys.stdout.getvalue(), saved
assert captured == "captured\n" and sys.getswitchinterval() > 0 and sys.exception() is None
never = lambda: print("never")
atexit.register(never)
atexit.unregister(never)
frame = sys._getframe()
print(events, frame.f_code.co_name, sys.getsizeof(0) > 0)
