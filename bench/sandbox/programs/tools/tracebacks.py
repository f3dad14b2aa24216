# Formatting tracebacks, exceptions chained and grouped, stacks.
import io
import sys
import traceback


def fails(depth):
    if depth == 0:
        raise ValueError("deep down")
    fails(depth - 1)


try:
    fails(2)
except ValueError as error:
    frames = traceback.extract_tb(error.__traceback__)
    assert [frame.name for frame in frames][-3:] == ["fails"] * 3 and frames[-1].lineno == 9
    text = "".join(traceback.format_exception(error))
    assert text.startswith("Traceback (most recent call last):") and text.endswith("ValueError: deep down\n")
    assert traceback.format_exception_only(error) == ["ValueError: deep down\n"]
    summary = traceback.TracebackException.from_exception(error)
    assert summary.exc_type is ValueError if sys.version_info < (3, 13) else summary.exc_type_str == "ValueError"
try:
    try:
        raise KeyError("first")
    except KeyError as first:
        raise OSError("second") from first
except OSError as error:
    error.add_note("with a note")
    chained = "".join(traceback.format_exception(error))
    assert "direct cause" in chained and chained.endswith("OSError: second\nwith a note\n")
group = "".join(traceback.format_exception(ExceptionGroup("many", [ValueError(1), TypeError(2)])))
assert "(2 sub-exceptions)" in group and "ValueError: 1" in group
try:
    exec("x = (1,\ny = 2")
except SyntaxError as error:
    assert "was never closed" in "".join(traceback.format_exception_only(error))
out = io.StringIO()
try:
    {}["missing"]
except KeyError:
    traceback.print_exc(limit=1, file=out)
    assert sys.exc_info()[0] is KeyError
try:
    [].appendd(1)
except AttributeError as error:
    print("append" in "".join(traceback.format_exception_only(error)))
print(out.getvalue().splitlines()[-1], sys.exc_info() == (None, None, None))
